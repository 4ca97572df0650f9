using System.Numerics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>
/// The operations of the registers: each width against the same rule, on every pair of awkward numbers.
/// </summary>
public class RegisterTests
{
    private static readonly double[] Awkward =
    [
        0.0, -0.0, 1, -1, 1.5, -2.25, 3e-39, -3e-39, 1e-45, 1e30, -1e30, 0.1, double.PositiveInfinity,
        double.NegativeInfinity, double.NaN, 7,
    ];

    /// <summary>Pairs (a, b): every awkward number with every other, then the third operand shifted by some.</summary>
    private static T[] Operands<T>(int which) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = new T[Awkward.Length * Awkward.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = T.CreateTruncating(Awkward[which switch
            {
                0 => i / Awkward.Length,
                1 => i % Awkward.Length,
                _ => (i + i / 5 + 3) % Awkward.Length,
            }]);
        return numbers;
    }

    [Fact]
    public void The_larger_and_the_smaller_of_two_are_NaN_if_either_is_and_else_the_second_of_equals()
    {
        Check<float>(default(MinRow), (a, b, _) => float.IsNaN(a) || a < b ? a : b);
        Check<float>(default(MaxRow), (a, b, _) => float.IsNaN(a) || b < a ? a : b);
        Check<double>(default(MinRow), (a, b, _) => double.IsNaN(a) || a < b ? a : b);
        Check<double>(default(MaxRow), (a, b, _) => double.IsNaN(a) || b < a ? a : b);
    }

    [Fact]
    public void The_native_extremes_give_the_second_argument_when_it_is_NaN()
    {
        Check<float>(default(MinNativeRow), (a, b, _) => float.IsNaN(a) || a < b ? a : b, skipNaNFirst: true);
        Check<float>(default(MaxNativeRow), (a, b, _) => float.IsNaN(a) || b < a ? a : b, skipNaNFirst: true);
        Check<double>(default(MinNativeRow), (a, b, _) => double.IsNaN(a) || a < b ? a : b, skipNaNFirst: true);
        Check<double>(default(MaxNativeRow), (a, b, _) => double.IsNaN(a) || b < a ? a : b, skipNaNFirst: true);
    }

    [Fact]
    public void Choices_compare_as_IEEE_754_does()
    {
        Check<float>(default(WhereLessRow), (a, b, c) => a < b ? c : b);
        Check<float>(default(WhereEqualRow), (a, b, c) => a == b ? c : b);
        Check<float>(default(SelectRow), (a, b, c) => a < b ? c : b);
        Check<double>(default(WhereLessRow), (a, b, c) => a < b ? c : b);
        Check<double>(default(WhereEqualRow), (a, b, c) => a == b ? c : b);
        Check<double>(default(SelectRow), (a, b, c) => a < b ? c : b);
    }

    [Fact]
    public void Arithmetic_is_that_of_one_number()
    {
        Check<float>(
            default(ArithmeticRow), (a, b, c) => float.FusedMultiplyAdd(a, b, -c) + (a - b) * float.Abs(c) / (b + a));
        Check<double>(
            default(ArithmeticRow), (a, b, c) => double.FusedMultiplyAdd(a, b, -c) + (a - b) * double.Abs(c) / (b + a));
        Check<float>(default(SqrtRow), (a, _, _) => float.Sqrt(a));
        Check<double>(default(SqrtRow), (a, _, _) => double.Sqrt(a));
    }

    [Fact]
    public void Bits_are_those_of_integers()
    {
        Check<float>(default(BitsRow), (a, b, c) =>
        {
            int x = BitConverter.SingleToInt32Bits(a), y = BitConverter.SingleToInt32Bits(b);
            int z = BitConverter.SingleToInt32Bits(c), mixed = unchecked((((x & y) | z) ^ (x << 5)) + y - z);
            return BitConverter.Int32BitsToSingle(mixed ^ (int)((uint)x >>> 3) ^ 0x1234567);
        });
        Check<double>(default(BitsRow), (a, b, c) =>
        {
            long x = BitConverter.DoubleToInt64Bits(a), y = BitConverter.DoubleToInt64Bits(b);
            long z = BitConverter.DoubleToInt64Bits(c), mixed = unchecked((((x & y) | z) ^ (x << 5)) + y - z);
            return BitConverter.Int64BitsToDouble(mixed ^ (x >>> 3) ^ 0x1234567);
        });
    }

    private static void Check<T>(IRow row, Func<T, T, T, T> rule, bool skipNaNFirst = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Operands<T>(0), b = Operands<T>(1), c = Operands<T>(2);
        T[][] results = [new T[a.Length], new T[a.Length], new T[a.Length], new T[a.Length]];
        row.Run<Lane1<T>, T>(a, b, c, results[0]);
        row.Run<LanesN<T>, T>(a, b, c, results[1]);
        row.Run<Lanes512<T>, T>(a, b, c, results[2]);
        row.Run<Lanes1024<T>, T>(a, b, c, results[3]);
        for (int i = 0; i < a.Length; i++)
        {
            if (skipNaNFirst && T.IsNaN(a[i])) continue;
            T expected = rule(a[i], b[i], c[i]);
            foreach (T[] result in results)
            {
                // Equals holds of two NaNs, but also of 0 and −0, so the sign is asked as well.
                bool same = result[i].Equals(expected)
                    && (T.IsNaN(expected) || T.IsNegative(result[i]) == T.IsNegative(expected));
                Assert.True(
                    same, $"{row}<{typeof(T).Name}>({a[i]}, {b[i]}, {c[i]}) = {result[i]}, not {expected}");
            }
        }
    }

    /// <summary>One formula over the registers.</summary>
    private interface IRow
    {
        V Of<V, T>(V a, V b, V c) where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        sealed void Run<V, T>(T[] a, T[] b, T[] c, T[] result)

            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < a.Length; i += V.Count)
                V.Store(Of<V, T>(V.Load(a, i), V.Load(b, i), V.Load(c, i)), result, i);
        }
    }

    private readonly struct MinRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.Min(a, b);
    }

    private readonly struct MaxRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.Max(a, b);
    }

    private readonly struct MinNativeRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.MinNative(a, b);
    }

    private readonly struct MaxNativeRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.MaxNative(a, b);
    }

    private readonly struct WhereLessRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.WhereLess(a, b, c, b);
    }

    private readonly struct WhereEqualRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.WhereEqual(a, b, c, b);
    }

    private readonly struct SelectRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.Select(V.Less(a, b), c, b);
    }

    private readonly struct SqrtRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.Sqrt(a);
    }

    private readonly struct ArithmeticRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
            => V.MulAdd(a, b, -c) + (a - b) * V.Abs(c) / (b + a);
    }

    private readonly struct BitsRow : IRow
    {
        public V Of<V, T>(V a, V b, V c)
            where V : struct, ILanes<V, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            V mixed = V.Xor(V.Or(V.And(a, b), c), V.ShiftLeft(a, 5));
            return V.Xor(V.Xor(V.SubtractBits(V.AddBits(mixed, b), c), V.ShiftRight(a, 3)), V.OfBits(0x1234567));
        }
    }
}
