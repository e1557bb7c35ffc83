# Pillow over all files in a pool of as many processes as there are cores.
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

out, cores, *files = sys.argv[1:]


def convert(file):
    with Image.open(file) as picture:
        alpha = picture.has_transparency_data
        target = Path(out) / (Path(file).stem + ".webp")
        picture.convert("RGBA" if alpha else "RGB").save(target, quality=80, method=4)


with ProcessPoolExecutor(int(cores)) as pool:
    list(pool.map(convert, files))
