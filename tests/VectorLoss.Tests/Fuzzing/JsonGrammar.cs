using System.Globalization;
using System.Text;
using VectorLoss.Data;

namespace VectorLoss.Tests.Fuzzing;

/// <summary>JSON of members that a reader knows, with values of the right kind most of the time.</summary>
internal static class JsonGrammar
{
    private static readonly string[] Odd =
        ["null", "true", "-0", "1e999", "-1", "0.5", "9223372036854775808", "\"\\u001b[1m\"", "\"\\ud800\"", "[]",
            "{}", "\"\"",
            "\"NaN\"", "\"inf\"", "[[[[[[1]]]]]]", "{\"a\":{\"a\":1}}", "\"2147483648\"", "nul", "\u0001", "1,", "01",
                "+1"];

    /// <summary>One of several.</summary>
    public static T One<T>(SeededRandom random, params ReadOnlySpan<T> of) => of[random.Below(of.Length)];

    /// <summary>What is asked for, or one time in so many something odd.</summary>
    public static string Or(SeededRandom random, int oddity, string usual)
        => random.Below(oddity) == 0 ? One<string>(random, Odd) : usual;

    /// <summary>An object; members can be missing, come twice or in another order.</summary>
    public static string Object(SeededRandom random, params ReadOnlySpan<(string Name, string Value)> members)
    {
        List<string> drawn = [];
        foreach ((string name, string value) in members)
        {
            for (int times = random.Below(40) switch { 0 => 0, 1 => 2, _ => 1 }; times > 0; times--)
                drawn.Insert(random.Below(8) == 0 ? random.Below(drawn.Count + 1) : drawn.Count, $"\"{name}\":{value}");
        }
        return $"{{{string.Join(random.Below(30) == 0 ? " , " : ",", drawn)}}}";
    }

    /// <summary>A list of values.</summary>
    public static string List(SeededRandom random, int count, Func<string> value)
        => $"[{string.Join(',', Enumerable.Range(0, random.Below(50) == 0 ? count + 1 : count).Select(_ => value()))}]";

    /// <summary>A number as text.</summary>
    public static string Number(SeededRandom random) => Or(random, 60, random.Below(4) switch
    {
        0 => random.Below(10).ToString(CultureInfo.InvariantCulture),
        1 => "-1.5e-3",
        2 => (random.Below(1 << 30) / 3.0).ToString("R", CultureInfo.InvariantCulture),
        _ => "1E+2",
    });

    /// <summary>An answer of a program that gradcheck drives.</summary>
    public static byte[] Answer(SeededRandom random)
    {
        string Array() => Or(random, 30, List(random, random.Below(4), () => random.Below(4) == 0
            ? List(random, 2, () => Number(random)) : Number(random)));
        string Stage() => Or(random, 30, Object(random, ("name", "\"s\""), ("value", "[1,2]"), ("gradient", Array())));
        return Encoding.UTF8.GetBytes(Object(random, ("f", Number(random)),
            ("g", random.Below(2) == 0 ? Array() : Object(random, ("a", Array()), ("b", Array()))),
            ("outputs", List(random, random.Below(3), Stage)), ("more", Or(random, 2, "1"))));
    }

    /// <summary>Reference values of a loss.</summary>
    public static byte[] Reference(SeededRandom random)
    {
        string Array() => Object(random, ("shape", List(random, 1, () => Or(random, 20, "2"))),
            ("values", List(random, 2, () => Number(random))));
        string Case() => Or(random, 40, Object(random, ("id", "\"a\""),
            ("options", Object(random, ("delta", Number(random)))),
            ("inputs", Object(random, ("input", Array()), ("target", Array()))), ("value", Object(random,
                ("shape", "[]"), ("values", "[1]"))), ("grad", Object(random, ("input", "[1,\"nan\"]")))));
        return Encoding.UTF8.GetBytes(Object(random, ("loss", Or(random, 20, "\"mse\"")),
            ("rounded", Or(random, 20, "true")),
            ("within", Number(random)), ("cases", List(random, random.Below(3), Case))));
    }

    /// <summary>Lines of metrics of a run.</summary>
    public static byte[] Metrics(SeededRandom random) => Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(0, random.Below(6)).Select(i => Or(random, 30, Object(random, ("event", One(random,
            "\"step\"", "\"step\"", "\"evaluation\"", "\"end\"")), ("step", Or(random, 20, $"{i}")),
                ("loss", Number(random))))
            + (random.Below(10) == 0 ? "" : "\n"))));
}
