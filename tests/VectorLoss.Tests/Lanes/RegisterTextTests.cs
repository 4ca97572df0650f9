using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// Three registers are written by hand, because the JIT compiles one shared text badly. These tests read the three
/// files and check that they say the same: <c>Lanes512</c> is <c>LanesN</c> in other registers, and <c>Lanes1024</c>
/// does everything twice.
/// </summary>
public class RegisterTextTests
{
    /// <summary>The members of LanesN that may differ from those of Lanes512, and why.</summary>
    private static readonly Dictionary<string, string> PortableDifferences = new()
    {
        ["ManyRegisters"] = "only AVX-512 has 32 registers",
        ["Sqrt(V x)"] = "the class library calls it Sqrt of Vector512 and SquareRoot of Vector",
        ["AtLeast(V x, V bound)"] = "the instruction of other processors than x86 orders the zeros",
        ["AtMost(V x, V bound)"] = "the instruction of other processors than x86 orders the zeros",
        ["MulAdd(V a, V b, V c)"] = "without the instruction, floats take a method of their own",
        ["MulAdd(ref readonly T a, V b, V c)"] = "without the instruction, floats take a method of their own",
        ["Exp(V x)"] = "without the instruction, floats take a chain of doubles",
        ["Load(ref readonly T origin, nint at, V mask)"] = "AVX and AVX-512 have different masked loads",
        ["Store(V value, ref T origin, nint at, V mask)"] = "AVX and AVX-512 have different masked stores",
        ["ExpOfNonPositive(V x)"] = "AVX-512 has an instruction that scales by a power of two",
        ["Scale(V x, V n)"] = "AVX-512 has an instruction that scales by a power of two",
        ["ScaleOrZero(V x, V n, V a, V limit)"] = "AVX-512 scales under a mask",
        ["MultiplyOrZero(V x, V y, V limit, V zero)"] = "AVX-512 multiplies under a mask",
        ["Log(V x)"] = "without the instructions of AVX-512, rare numbers stand behind a test",
        ["LookUp(ref readonly T table, int column, V places)"] = "other processors permute shorter registers",
        ["SplitExponent(V x, out V k, out V m)"] = "AVX-512 has instructions for exponent and mantissa",
        ["FixLogEnds(V x, V result)"] = "AVX-512 has an instruction that replaces special values",
    };

    /// <summary>The members of Lanes1024 that are not those of Lanes512 done twice, and why.</summary>
    private static readonly Dictionary<string, string> TwofoldDifferences = new()
    {
        ["Count"] = "twice as many numbers",
        ["Min(V a, V b)"] = "WhereEqual of WhereLess, which says the same in a quarter of the text",
        ["Max(V a, V b)"] = "the same as Min",
        ["MulAdd(ref readonly T a, V b, V c)"] = "the number is broadcast once for both registers",
        ["InDouble<TFunction>(V x)"] = "two registers of floats are four of doubles",
        ["InDouble<TFunction>(V x, V y)"] = "two registers of floats are four of doubles",
        ["Load(ref readonly T origin, nint at)"] = "the second register lies one register further on",
        ["Store(V value, ref T origin, nint at)"] = "the second register lies one register further on",
        ["AllLess(V a, V b)"] = "one truth value of two registers",
        ["FirstLanes(int count)"] = "the second register counts on from the first",
        ["Load(ref readonly T origin, nint at, V mask)"] = "two loads in a call, which a long formula has room for",
        ["Store(V value, ref T origin, nint at, V mask)"] = "two stores in a call",
        ["SplitExponent(V x, out V k, out V m)"] = "two results, each of two registers",
        ["SumAcross(V x)"] = "the two registers are added before the lanes",
        ["MaxAcross(V x)"] = "the larger of the two registers comes before the lanes",
    };

    private static readonly RegisterSource Portable = RegisterSource.Read("LanesN", "Vector");
    private static readonly RegisterSource Wide = RegisterSource.Read("Lanes512", "Vector512");
    private static readonly RegisterSource Twofold = RegisterSource.Read("Lanes1024", "Vector512");

    [Fact]
    public void The_three_registers_have_the_same_members_in_the_same_order()
    {
        string[] names = [.. Wide.Members.Select(member => member.Key)];
        Assert.Equal(77, names.Length);
        Assert.Equal(names, Portable.Members.Select(member => member.Key));
        Assert.Equal(names, Twofold.Members.Select(member => member.Key));
    }

    [Fact]
    public void The_portable_register_is_the_wide_one_in_another_type()
        => Differ(Wide.Bodies, Portable.Bodies, PortableDifferences);

    [Fact]
    public void The_twofold_register_is_the_wide_one_done_twice()
        => Differ(Wide.Bodies.ToDictionary(member => member.Key, member => Doubled(member.Value)),
            Twofold.Bodies, TwofoldDifferences);

    /// <summary>The rule of doubling, on the shapes of text that occur.</summary>
    [Theory]
    [InlineData("new(a.value + b.value);", "new(a.low + b.low, a.high + b.high);")]
    [InlineData("new(Vector.Create(value));", "Both(Vector.Create(value));")]
    [InlineData("c ? new(f(x.value)) : new(g(1));", "c ? new(f(x.low), f(x.high)) : Both(g(1));")]
    [InlineData("Xor(x, Broadcast(T.NegativeZero));", "Xor(x, Broadcast(T.NegativeZero));")]
    public void Doubling_takes_an_expression_of_one_register_to_both(string one, string two)
        => Assert.Equal(two, Doubled(one));

    private static void Differ(
        IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual,
        Dictionary<string, string> allowed)
    {
        Assert.All(expected.Keys.Except(allowed.Keys), name => Assert.Equal(expected[name], actual[name]));
        // A difference that is no more must leave the list.
        Assert.All(allowed.Keys, name => Assert.NotEqual(expected[name], actual[name]));
    }

    /// <summary>
    /// Every new(…) of one register becomes new(…, …) of its low and its high one, or Both(…) of an expression without
    /// a register.
    /// </summary>
    private static string Doubled(string body)
    {
        const string call = "new(";
        int start = body.IndexOf(call, StringComparison.Ordinal);
        if (start < 0)
        {
            return body;
        }

        int from = start + call.Length, end = from;
        for (int depth = 1; depth > 0; end++)
        {
            depth += body[end] == '(' ? 1 : body[end] == ')' ? -1 : 0;
        }

        string one = body[from..(end - 1)];
        string both = one.Contains(".value", StringComparison.Ordinal)
            ? $"new({Of(one, ".low")}, {Of(one, ".high")})" : $"Both({one})";
        return body[..start] + both + Doubled(body[end..]);

        static string Of(string expression, string half)
            => expression.Replace(".value", half, StringComparison.Ordinal);
    }
}
