using VectorLoss.Matrices;
using Xunit;

namespace VectorLoss.Tests.Matrices;

/// <summary>What a product refuses, and the sides that need no work.</summary>
public class MatrixProductArgumentTests
{
    [Fact]
    public void Refusals_name_the_argument()
    {
        float[] six = new float[6], nine = new float[9];
        Refuses<ArgumentOutOfRangeException>("m", () => MatrixProduct.Multiply<float>(-1, 3, 2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>("n", () => MatrixProduct.Multiply<float>(3, -1, 2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>("k", () => MatrixProduct.Multiply<float>(3, 3, -2, six, six, nine));
        Refuses<ArgumentOutOfRangeException>(
            "threads", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six, nine, 0));
        Refuses<ArgumentException>("a", () => MatrixProduct.Multiply<float>(3, 3, 2, six.AsSpan(1), six, nine));
        Refuses<ArgumentException>("b", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six.AsSpan(1), nine));
        Refuses<ArgumentException>("c", () => MatrixProduct.Multiply<float>(3, 3, 2, six, six, nine.AsSpan(1)));
        Refuses<ArgumentOutOfRangeException>("lda", () => General(1, 3, 3, six, nine));
        Refuses<ArgumentOutOfRangeException>("ldb", () => General(2, 2, 3, six, nine));
        Refuses<ArgumentOutOfRangeException>("ldc", () => General(2, 3, 2, six, nine));
        Refuses<ArgumentException>("bias", () => Layer(six.AsSpan(0, 2), Activation.None, nine));
        Refuses<ArgumentOutOfRangeException>("activation", () => Layer(default, (Activation)4, nine));
        Refuses<ArgumentOutOfRangeException>("activation", () => Layer(default, (Activation)(-1), nine));
    }

    // The first side that is too large, and the last that is not: there the span is what is too short.
    [Fact]
    public void Sides_are_bounded_each_by_its_name()
    {
        const int Most = int.MaxValue - 2048, TooMany = Most + 1;
        float[] few = new float[4];
        Refuses<ArgumentOutOfRangeException>("m", () => MatrixProduct.Multiply<float>(TooMany, 1, 1, few, few, few));
        Refuses<ArgumentOutOfRangeException>("n", () => MatrixProduct.Multiply<float>(1, TooMany, 1, few, few, few));
        Refuses<ArgumentOutOfRangeException>("k", () => MatrixProduct.Multiply<float>(1, 1, TooMany, few, few, few));
        Refuses<ArgumentException>("a", () => MatrixProduct.Multiply<float>(Most, 1, 1, few, few, few));
        Refuses<ArgumentException>("b", () => MatrixProduct.Multiply<float>(1, Most, 1, few, few, few));
        Refuses<ArgumentException>("a", () => MatrixProduct.Multiply<float>(1, 1, Most, few, few, few));
    }

    [Fact]
    public void A_result_that_shares_memory_with_a_factor_is_refused()
    {
        float[] shared = new float[20], other = new float[6];
        Refuses<ArgumentException>("c", () => Multiply(shared.AsSpan(5, 6), other, shared.AsSpan(10, 9)));
        Refuses<ArgumentException>("c", () => Multiply(other, shared.AsSpan(5, 6), shared.AsSpan(10, 9)));
        Refuses<ArgumentException>("c", () => Layer(shared.AsSpan(8, 3), Activation.None, shared.AsSpan(10, 9)));
    }

    /// <summary>A side of 0 is legal, whatever the other sides and the leading dimensions are.</summary>
    [Fact]
    public void Products_without_elements_return_at_once()
    {
        MatrixProduct.Multiply<float>(int.MaxValue, 0, 0, [], [], []);
        MatrixProduct.Multiply<float>(0, int.MaxValue, 0, [], [], [], threads: 2);
        MatrixProduct.Multiply<double>(0, 0, int.MaxValue, [], [], []);
        float[] a = new float[600 * 70], none = [];
        foreach (bool transposed in new[] { false, true })
        {
            foreach (int threads in new[] { 1, 2 })
            {
                MatrixProduct.Multiply(
                    transposed, false, 600, 0, 70, 1f, a, transposed ? 600 : 70, none, 10, 0.5f, none, 10, threads);
                MatrixProduct.Linear(
                    transposed, true, 600, 0, 70, a, transposed ? 600 : 70, none, 70, none, Activation.Tanh, none, 10,
                    threads);
            }
        }
    }

    [Fact]
    public void Sides_at_the_edge_of_int_are_refused_by_name()
    {
        float[] one = [1];
        Refuses<ArgumentOutOfRangeException>("m", () => MatrixProduct.Multiply<float>(int.MaxValue, 1, 0, [], [], one));
        Refuses<ArgumentOutOfRangeException>("n", () => MatrixProduct.Multiply<float>(1, int.MaxValue, 0, [], [], one));
        Refuses<ArgumentOutOfRangeException>(
            "k", () => MatrixProduct.Multiply<float>(1, 1, int.MaxValue, one, one, new float[1]));
        Refuses<ArgumentException>(
            "c", () => MatrixProduct.Multiply<float>(int.MaxValue - 2048, 1, 0, [], [], new float[1]));
    }

    [Fact]
    public void Other_types_than_float_and_double_are_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(() => MatrixProduct.Multiply<Half>(0, 0, 0, [], [], []));
        Assert.Contains("Half", error.Message, StringComparison.Ordinal);
        Assert.Contains("Multiply", error.Message, StringComparison.Ordinal);
    }

    private static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
        => MatrixProduct.Multiply(3, 3, 2, a, b, c);

    private static void General(int lda, int ldb, int ldc, float[] factor, float[] c)
        => MatrixProduct.Multiply(false, false, 3, 3, 2, 1f, factor, lda, factor, ldb, 0f, c, ldc);

    private static void Layer(ReadOnlySpan<float> bias, Activation activation, Span<float> c)
        => MatrixProduct.Linear(false, false, 3, 3, 2, new float[6], 2, new float[6], 3, bias, activation, c, 3);

    private static void Refuses<TException>(string argument, Action call) where TException : ArgumentException
        => Assert.Equal(argument, Assert.Throws<TException>(call).ParamName);
}
