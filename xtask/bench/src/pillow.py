# Pillow over all files in a pool of as many processes as there are cores.
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

out, cores, form, quality, *files = sys.argv[1:]
# Of WebP the effort, of AVIF the speed that Pillow takes unasked, and the threads of its encoder.
settings = {"webp": {"method": 4}, "avif": {"speed": 6, "max_threads": 1}}[form]


def convert(file):
    with Image.open(file) as picture:
        alpha = picture.has_transparency_data
        target = Path(out) / f"{Path(file).stem}.{form}"
        picture.convert("RGBA" if alpha else "RGB").save(target, quality=int(quality), **settings)


with ProcessPoolExecutor(int(cores)) as pool:
    list(pool.map(convert, files))
