"""Makes the hall's sound files: a gong, and the spoken parts of "Nummer 117, bitte zu Schalter 4" in three languages.

Run: python tools/sounds/make.py [folder]. Needs espeak-ng and ffmpeg; the files lie in the repository, so nobody else does.
``amtslotse.web.hall.speech`` puts the parts in a row; its names are the names of the files here.
"""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SOUNDS = Path(__file__).resolve().parents[2] / "src/amtslotse/web/ui/static/ui/hall/sounds"
RATE, BITRATE = "22050", "24k"
#: Words a minute: slower than speech, as in a station.
SPEED = {"de": "135", "en": "140", "ar": "125"}
VOICE = {"de": "de", "en": "en-gb", "ar": "ar"}
#: Starts and ends without silence, so that parts can follow each other; equally loud; fades against clicks.
CLEAN = (
    "silenceremove=start_periods=1:start_threshold=-48dB,areverse,"
    "silenceremove=start_periods=1:start_threshold=-48dB,areverse,"
    "highpass=f=90,dynaudnorm=f=150:g=5:p=0.9,afade=t=in:d=0.008,apad=pad_dur=0.03"
)

LICENCE = """Sounds of the hall, made by tools/sounds/make.py with eSpeak NG and FFmpeg. Public domain: CC0-1.0.
An office may put recordings of its own speaker in their place, under the same names.
"""

ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# With all vowel signs: without them the voice guesses.
ARABIC = ["-", "وَاحِد", "اِثْنَان", "ثَلَاثَة", "أَرْبَعَة", "خَمْسَة", "سِتَّة", "سَبْعَة", "ثَمَانِيَة", "تِسْعَة", "عَشَرَة"]
ARABIC_TENS = ["-", "عَشَر", "عِشْرُون", "ثَلَاثُون", "أَرْبَعُون", "خَمْسُون", "سِتُّون", "سَبْعُون", "ثَمَانُون", "تِسْعُون"]
ARABIC_HUNDREDS = ["-", "مِئَة", "مِئَتَان", "ثَلَاثُمِئَة", "أَرْبَعُمِئَة", "خَمْسُمِئَة", "سِتُّمِئَة", "سَبْعُمِئَة", "ثَمَانِمِئَة", "تِسْعُمِئَة"]


def english(number: int) -> str:
    if number < 20:
        return ENGLISH[number]
    tens, unit = divmod(number, 10)
    return f"{ENGLISH_TENS[tens]} {ENGLISH[unit]}" if unit else ENGLISH_TENS[tens]


def arabic(number: int) -> str:
    tens, unit = divmod(number, 10)
    if number <= 10:
        return ARABIC[number]
    if tens == 1:
        return f"{ {1: 'أَحَدَ', 2: 'اِثْنَا'}.get(unit, ARABIC[unit] + 'َ') } عَشَر"
    return f"{ARABIC[unit]} وَ{ARABIC_TENS[tens]}" if unit else ARABIC_TENS[tens]


def texts(language: str) -> dict[str, str]:
    """File name → what is said. ``h3`` is 300 alone, ``h3-and`` is 300 with something after it."""
    if language == "de":
        said = {"number": "Nummer", "counter": "bitte zu Schalter"} | {str(n): str(n) for n in range(1, 100)}
        return said | {f"h{n}{end}": f"{n}00" for n in range(1, 10) for end in ("", "-and")}
    if language == "en":
        said = {"number": "Number", "counter": "please go to counter"} | {str(n): english(n) for n in range(1, 100)}
        said |= {f"h{n}": f"{ENGLISH[n]} hundred" for n in range(1, 10)}
        return said | {f"h{n}-and": f"{ENGLISH[n]} hundred and" for n in range(1, 10)}
    said = {"number": "الرَقْمْ", "counter": "إِلَى شُبَّاكْ رَقْمْ"} | {str(n): arabic(n) for n in range(1, 100)}
    said |= {f"h{n}": ARABIC_HUNDREDS[n] for n in range(1, 10)}
    return said | {f"h{n}-and": f"{ARABIC_HUNDREDS[n]} وَ" for n in range(1, 10)}


def encode(source: list[str], filters: str, target: Path, data: bytes | None = None) -> None:
    line = ["ffmpeg", "-v", "error", "-y", *source, "-af", filters, "-ac", "1", "-ar", RATE, "-b:a", BITRATE]
    subprocess.run([*line, "-write_xing", "0", "-id3v2_version", "0", "-bitexact", str(target)], input=data, check=True)


def speak(language: str, name: str, text: str, folder: Path) -> None:
    text = re.sub("([\u064b-\u0650\u0652])\u0651", "\u0651\\1", text)  # the voice wants the doubling first, Unicode last
    line = ["espeak-ng", "-v", VOICE[language], "-s", SPEED[language], "--stdout", text]
    wave = subprocess.run(line, capture_output=True, check=True).stdout
    encode(["-f", "wav", "-i", "pipe:0"], CLEAN, folder / language / f"{name}.mp3", wave)


def gong(folder: Path) -> None:
    """Two falling tones, a third apart, each with its octave: heard over voices, and no alarm."""
    tone = "0.5*sin(2*PI*{f}*t)*exp(-3*t)+0.2*sin(4*PI*{f}*t)*exp(-5*t)"
    second = f"gte(t,0.55)*({tone.format(f=523.25)})".replace("*t)", "*(t-0.55))")
    source = f"aevalsrc='{tone.format(f=659.25)}+{second}':d=1.7:s={RATE}"
    encode(["-f", "lavfi", "-i", source], "afade=t=out:st=1.4:d=0.3,volume=0.8", folder / "gong.mp3")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOUNDS
    work = [(language, name, text) for language in VOICE for name, text in texts(language).items()]
    for language in VOICE:
        (folder / language).mkdir(parents=True, exist_ok=True)
    gong(folder)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: speak(*each, folder), work))
    lines = [LICENCE, "gong.mp3\ttwo falling tones", *(f"{language}/{name}.mp3\t{text}" for language, name, text in work)]
    (folder / "SOUNDS.txt").write_text("\n".join(lines) + "\n")
    files = list(folder.rglob("*.mp3"))
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files) / 1000:.0f} kB in {folder}")


if __name__ == "__main__":
    main()
