using VectorLoss.Checking;
using Xunit;

namespace VectorLoss.Tests.Checking;

public class DerivativeTests
{
    public static TheoryData<string, double> Points => new()
    {
        { "exp", 0.7 }, { "exp", -30 }, { "exp", 300 }, { "log", 1e-8 }, { "log", 3 }, { "log", 1e8 }, { "sin", 1 },
            { "sin", 1e3 },
        { "steep", 0.3 }, { "steep", 1e-5 }, { "sqrt", 1e-8 }, { "sqrt", 2 }, { "power", 1.1 }, { "rational", 0.999 },
            { "tanh", 0 },
        { "tanh", 3 }, { "linear", 1e8 }, { "linear", 1e-8 }, { "linear", 0 }, { "parabola", 0 }, { "offset", 0.5 },
            { "bump", 1e-5 },
    };

    [Theory, MemberData(nameof(Points))]
    public void The_error_bar_covers_the_error(string name, double x)
    {
        (Func<double, double> f, double exact) = Known(name, x);
        Derivative found = Derivative.Of(f, x);
        Assert.True(found.Central.Covers(exact, 1, 4 * Math.ScaleB(Math.Abs(exact), -52)),
            $"{found.Central}, exactly {exact:R}");
        // And it is worth something: six digits everywhere, except where a large offset hides them.
        Assert.True(found.Central.Error <= (name == "offset" ? 1e-4 : 1e-7) * Math.Max(Math.Abs(exact), 1),
            $"{found.Central}, exactly {exact:R}");
        Assert.False(found.IsKink());
    }

    [Theory]
    [InlineData(0, -1, 1, 0)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(1e-6, 1, 1, 0)]
    public void A_kink_is_found_and_has_two_slopes(double x, double left, double right, double jump)
    {
        Derivative found = Derivative.Of(Math.Abs, x);
        Assert.Equal(left != right, found.IsKink());
        Assert.True(found.Left.Covers(left, 1, 1e-15) && found.Right.Covers(right, 1, 1e-15), $"{found}");
        Assert.Equal(jump, found.Jump);
    }

    [Fact]
    public void A_jump_of_the_value_is_told_from_a_jump_of_the_slope()
    {
        Derivative step = Derivative.Of(x => x > 0 ? 2 + (3 * x) : x, 0);
        Assert.True(step.IsKink());
        Assert.Equal(2, step.Jump, 1e-12);
        Assert.Equal(1, step.Left.Value, 1e-9);
        Assert.Equal(3, step.Right.Value, 1e-9);
        Assert.Equal(0, Derivative.Of(Math.Abs, 0).Jump);
    }

    private static (Func<double, double> F, double Exact) Known(string name, double x) => name switch
    {
        "exp" => (Math.Exp, Math.Exp(x)),
        "log" => (Math.Log, 1 / x),
        "sin" => (Math.Sin, Math.Cos(x)),
        "steep" => (v => Math.Exp(1e4 * (v - x)), 1e4),
        "sqrt" => (Math.Sqrt, 0.5 / Math.Sqrt(x)),
        "power" => (v => Math.Pow(v, 20), 20 * Math.Pow(x, 19)),
        "rational" => (v => 1 / (1 - v), 1 / ((1 - x) * (1 - x))),
        "tanh" => (Math.Tanh, 1 / (Math.Cosh(x) * Math.Cosh(x))),
        "linear" => (v => 3 * v, 3),
        "parabola" => (v => v * v, 2 * x),
        "offset" => (v => 1e6 + Math.Sin(v), Math.Cos(x)),
        "bump" => (v => Math.Exp(-1e10 * v * v), -2e10 * x * Math.Exp(-1e10 * x * x)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
