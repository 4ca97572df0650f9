using System.Text;
using VectorLoss.Data;
using static VectorLoss.Tests.Fuzzing.JsonGrammar;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>Tables as text, and what a net notes of the table that it learned.</summary>
internal static class TextGrammar
{
    private static readonly string[] Cells =
        ["1", "-2.5", "1e3", "", "NA", "nan", "inf", "x", "\"y\"", "\"a\"\"b\"", "\"1,2\"", "\"",
            "\u001b[1m", " 3 ", "1e999"];

    /// <summary>Lines of cells, most of them of the same length and kind.</summary>
    public static byte[] Table(SeededRandom random)
    {
        int width = 1 + random.Below(4);
        string separator = One(random, ",", ",", ",", ";", "\t", "|");
        string end = One(random, "\n", "\n", "\n", "\r\n", "\r");
        StringBuilder text = new(random.Below(10) == 0 ? "\ufeff" : "");
        text.AppendJoin(separator, Enumerable.Range(0, width).Select(i => random.Below(30) == 0
            ? One<string>(random, Cells) : $"{(char)('a' + i)}")).Append(end);
        for (int row = random.Below(6); row > 0; row--)
        {
            int cells = random.Below(40) == 0 ? random.Below(6) : width;
            text.AppendJoin(separator, Enumerable.Range(0, cells).Select(_ => random.Below(12) == 0
                ? One<string>(random, Cells) : $"{random.Below(100)}")).Append(end);
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Notes on a table, each part right most of the time.</summary>
    public static byte[] Notes(SeededRandom random)
    {
        string Column() => random.Below(3) > 0
            ? Object(random, ("name", Or(random, 30, "\"a\"")), ("mean", Number(random)),
                ("deviation", Or(random, 20, "2")), ("scaled", Or(random, 20, "true")))
            : Object(random, ("name", Or(random, 30, "\"b\"")),
                ("categories", Or(random, 20, List(random, 2, () => Or(random, 9, $"\"{random.Below(1000)}\"")))));
        return Encoding.UTF8.GetBytes(Object(random, ("format", Or(random, 40, "1")),
            ("kind", Or(random, 40, One(random, "\"Numbers\"", "\"Classes\"", "\"Flags\"", "\"7\""))),
            ("signs", Or(random, 40, "false")), ("missing", Or(random, 40, "\"Refuse\"")),
            ("quantiles", Or(random, 40, "[0.5]")), ("inputs", List(random, random.Below(3), Column)),
            ("targets", List(random, 1, Column))));
    }
}
