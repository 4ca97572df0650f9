using System.Numerics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>Parts of a register: the masked numbers travel, the memory of the others is not touched.</summary>
public class MaskTests
{
    [Fact]
    public void The_first_numbers_travel_and_no_other_memory_is_touched()
    {
        Check<Lane1<float>, float>();
        Check<LanesN<float>, float>();
        Check<Lanes512<float>, float>();
        Check<Lanes1024<float>, float>();
        Check<Lane1<double>, double>();
        Check<LanesN<double>, double>();
        Check<Lanes512<double>, double>();
        Check<Lanes1024<double>, double>();
    }

    [Fact]
    public void A_factor_in_memory_multiplies_as_one_in_a_register()
    {
        Multiply<Lane1<float>, float>();
        Multiply<LanesN<float>, float>();
        Multiply<Lanes512<float>, float>();
        Multiply<Lanes1024<float>, float>();
        Multiply<Lane1<double>, double>();
        Multiply<LanesN<double>, double>();
        Multiply<Lanes512<double>, double>();
        Multiply<Lanes1024<double>, double>();
    }

    private static void Check<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] seen = new T[V.Count];
        for (int count = 0; count <= V.Count; count++)
        {
            T[] numbers = new T[V.Count + 2], target = new T[V.Count + 2];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = T.CreateTruncating(i + 1);
            }

            V mask = V.FirstLanes(count);
            V loaded = V.Load(in numbers[0], 1, mask);
            V.Store(loaded, ref seen[0], 0);
            V.Store(V.Load(in numbers[0], 1), ref target[0], 1, mask);
            for (int i = 0; i < V.Count; i++)
            {
                Assert.Equal(i < count ? numbers[i + 1] : T.Zero, seen[i]);
                Assert.Equal(i < count ? numbers[i + 1] : T.Zero, target[i + 1]);
            }

            Assert.Equal(T.Zero, target[0]);
            Assert.Equal(T.Zero, target[^1]);
        }
    }

    private static void Multiply<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] result = new T[V.Count];
        T third = T.One / T.CreateTruncating(3), tenth = T.One / T.CreateTruncating(10);
        V.Store(V.MulAdd(in third, V.Broadcast(tenth), V.Broadcast(-third)), ref result[0], 0);
        Assert.All(result, number => Assert.Equal(T.FusedMultiplyAdd(third, tenth, -third), number));
    }
}
