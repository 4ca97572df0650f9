using System.Numerics;
using System.Runtime.InteropServices;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>The elementary functions are the same in every register, at every length and in every lane.</summary>
public class LaneMathLawTests
{
    public static TheoryData<string> Names => [.. Functions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_width_gives_the_same_bits(string function)
    {
        double[] x = new double[Widest.Bits < 256 ? 2_000 : 100_000];
        Arguments.Fill(function, 7, x);
        AssertSameOnEveryWidth(function, x);
        AssertSameOnEveryWidth(function, Array.ConvertAll(x, number => (float)number));
    }

    private static void AssertSameOnEveryWidth<T>(string function, T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] one = new T[x.Length], portable = new T[x.Length], wide = new T[x.Length];
        Functions.Run<T>(function, Register.One, x, one);
        Functions.Run<T>(function, Register.Portable, x, portable);
        Functions.Run<T>(function, Register.Wide, x, wide);
        Assert.Equal(Bits(one), Bits(portable));
        Assert.Equal(Bits(one), Bits(wide));

        static ReadOnlySpan<byte> Bits(T[] numbers)
            => MemoryMarshal.AsBytes(numbers.AsSpan());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_length_in_place_or_not_gives_the_same_and_leaves_the_neighbours(string function)
    {
        float[] x = new float[258], whole = new float[258];
        for (int i = 0; i < x.Length; i++) x[i] = 0.03f * (i + 1);
        Functions.Run<float>(function, Register.One, x, whole);
        for (int length = 0; length <= 257; length++)
        {
            float[] apart = new float[258], place = [.. x];
            Functions.Run<float>(function, Register.Widest, x.AsSpan(0, length), apart.AsSpan(0, length));
            Functions.Run<float>(function, Register.Widest, place.AsSpan(0, length), place.AsSpan(0, length));
            Assert.Equal(whole[..length], apart[..length]);
            Assert.Equal(whole[..length], place[..length]);
            Assert.Equal(0f, apart[length]);
            Assert.Equal(x[length], place[length]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN_stays_in_its_lane(string function)
    {
        float[] x = new float[40], clean = new float[40], y = new float[40];
        Array.Fill(x, 0.7f);
        Functions.Run<float>(function, Register.Widest, x, clean);
        for (int lane = 0; lane < x.Length; lane++)
        {
            x[lane] = float.NaN;
            Functions.Run<float>(function, Register.Widest, x, y);
            Assert.True(float.IsNaN(y[lane]));
            y[lane] = clean[lane];
            Assert.Equal(clean, y);
            x[lane] = 0.7f;
        }
    }

    [Fact]
    public void The_exponential_of_non_positive_numbers_has_the_bits_of_the_general_one()
    {
        double[] x = new double[20_000];
        Arguments.Fill("Sigmoid", 3, x);
        foreach (double number in x.Append(double.PositiveInfinity).Select(number => -Math.Abs(number)))
        {
            Assert.Equal(Functions.Of("Exp", Register.One, number), Cheap(number));
            Assert.Equal(Functions.Of("Exp", Register.One, (float)number), Cheap((float)number));
        }
        Assert.True(float.IsNaN(Cheap(float.NaN)));
        Assert.True(double.IsNaN(Cheap(double.NaN)));

        static T Cheap<T>(T number) where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => LaneMath.ExpOfNonPositive<Lane1<T>, T>(new(number)).Number;
    }
}
