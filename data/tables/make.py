"""Writes the two tables beside it: data whose truth is known. Python 3, no package; the same bytes everywhere.

houses.csv     a price that is linear in area, rooms, age and city, with noise of deviation 12,000; one price in
               fifteen has a digit too many. `truth` is the price without noise.
intervals.csv  y of normal noise around sin 3x, whose deviation grows with x: its quantiles are known.
"""
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
CITIES = {"Bonn": 60_000, "Erfurt": 0, "Kiel": 25_000, "Ulm": 90_000}


def houses(rows):
    numbers = random.Random(20261129)
    for _ in range(rows):
        area = 30 + 170 * numbers.random()
        rooms = 1 + int(area / 30 + 2 * numbers.random())
        age = int(120 * numbers.random() ** 2)
        city = sorted(CITIES)[int(len(CITIES) * numbers.random())]
        truth = 40_000 + 2_400 * area + 9_000 * rooms - 600 * age + CITIES[city]
        price = truth + 12_000 * numbers.gauss(0, 1)
        if numbers.random() < 1 / 15:
            price *= 10
        yield f"{area:.1f},{rooms},{age},{city},{price:.0f},{truth:.0f}"


def intervals(rows):
    numbers = random.Random(7)
    for _ in range(rows):
        x = 2 * numbers.random()
        yield f"{x:.4f},{math.sin(3 * x) + (0.1 + 0.3 * x) * numbers.gauss(0, 1):.4f}"


for name, header, lines in [("houses.csv", "area,rooms,age,city,price,truth", houses(3000)),
                            ("intervals.csv", "x,y", intervals(6000))]:
    with open(os.path.join(HERE, name), "w", newline="\n") as file:
        file.write("\n".join([header, *lines]) + "\n")
