#!/usr/bin/env python3
"""Makes the bundled fonts of what their authors publish. Needs fontTools (pip install fonttools).

    make.py FOLDER-WITH-PRETENDARD-JP NotoSansCJK-Regular.ttc FOLDER-FOR-THE-RESULT

Pretendard JP 1.3.9 is at https://github.com/orioncactus/pretendard (PretendardJP-Regular.otf, PretendardJP-SemiBold.otf),
Noto Sans CJK 2.004 at https://github.com/notofonts/noto-cjk, and in Debian's fonts-noto-cjk.

The same character of Chinese origin is drawn differently in Korea and in Japan. So those are apart from the rest: the
window takes them from the font of the language it speaks.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

# Pretendard draws Kanji at this part of the size of Noto's, and so much of an em higher: measured on 口, 日 and 国,
# which are the same in both.
SCALE, RAISE = 0.9375, 0.0105


def is_han(character):
    return 0x3400 <= character <= 0x9FFF or 0xF900 <= character <= 0xFAFF or character >= 0x20000


def hanja_of_ks_x_1001():
    """The 4,888 Hanja of the Korean standard, which EUC-KR writes as two bytes from 0xCAA1 to 0xFDFE."""
    pairs = (bytes([row, cell]) for row in range(0xCA, 0xFE) for cell in range(0xA1, 0xFF))
    return sorted({ord(pair.decode("euc_kr")) for pair in pairs})


def part(font, characters, keep_features):
    options = subset.Options()
    options.layout_features = ["*"] if keep_features else []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def rename(font, family, style):
    """A changed font must not be called as the original is (Open Font License, 3)."""
    names = {1: f"{family} {style}".removesuffix(" Regular"), 2: "Regular", 3: f"{family}-{style}", 4: f"{family} {style}"}
    names |= {6: f"{family.replace(' ', '')}-{style}", 16: family, 17: style}
    table = font["name"]
    # The notices of the authors, the licence and where it stands (0, 5, 7 to 9, 11 to 14) stay.
    table.names = [record for record in table.names if record.nameID in (0, 5, 7, 8, 9, 11, 12, 13, 14)]
    for identifier, name in names.items():
        table.setName(name, identifier, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName = names[4], family


def fit(font, model):
    """Redraws the glyphs at the size of those of `model`, and on its line."""
    em = model["head"].unitsPerEm
    scale = em / font["head"].unitsPerEm * SCALE
    transform = Transform(scale, 0, 0, scale, 0, RAISE * em)
    glyphs, cff = font.getGlyphSet(), font["CFF "].cff.topDictIndex[0]
    drawn = {}
    for name in font.getGlyphOrder():
        width = round(font["hmtx"][name][0] * scale)
        pen = T2CharStringPen(width, glyphs)
        glyphs[name].draw(TransformPen(pen, transform))
        private = cff.FDArray[cff.FDSelect[font.getGlyphID(name)]].Private
        drawn[name] = pen.getCharString(private, cff.GlobalSubrs)
        font["hmtx"][name] = (width, 0)
    for name, charstring in drawn.items():
        original = cff.CharStrings[name]
        original.program = charstring.program
        original.bytecode = None
    for dictionary in cff.FDArray:
        # The hints were for the old size, and widths are now written out.
        private = dictionary.Private
        for hint in ("BlueValues", "OtherBlues", "FamilyBlues", "FamilyOtherBlues", "StdHW", "StdVW", "StemSnapH", "StemSnapV"):
            private.rawDict.pop(hint, None)
            if hasattr(private, hint):
                delattr(private, hint)
        private.defaultWidthX = private.nominalWidthX = 0
    font["head"].unitsPerEm = em
    cff.rawDict.pop("FontMatrix", None)
    cff.FontMatrix = [1 / em, 0, 0, 1 / em, 0, 0]
    for table in ("vhea", "vmtx", "VORG", "BASE", "DSIG"):
        if table in font:
            del font[table]
    for field in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], field, getattr(model["hhea"], field))
    for field in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"):
        setattr(font["OS/2"], field, getattr(model["OS/2"], field))


def main(pretendard, noto, results):
    for style in ("Regular", "SemiBold"):
        source = Path(pretendard) / f"PretendardJP-{style}.otf"
        characters = TTFont(source).getBestCmap().keys()
        parts = {
            "Picopress Sans": ([c for c in characters if not is_han(c)], True),
            "Picopress Kanji": ([c for c in characters if is_han(c)], False),
        }
        for family, (wanted, keep_features) in parts.items():
            font = part(TTFont(source), wanted, keep_features)
            rename(font, family, style)
            font.save(Path(results) / f"{family.replace(' ', '')}-{style}.otf")
    korean = 1  # Of the fonts in the collection.
    font = part(TTFont(noto, fontNumber=korean), hanja_of_ks_x_1001(), keep_features=False)
    fit(font, TTFont(Path(pretendard) / "PretendardJP-Regular.otf"))
    rename(font, "Picopress Hanja", "Regular")
    font.save(Path(results) / "PicopressHanja-Regular.otf")


if __name__ == "__main__":
    main(*sys.argv[1:])
