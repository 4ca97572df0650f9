using System.Numerics;

namespace VectorLoss.Training;

/// <summary>Copies of all parameters of a net.</summary>
internal static class Parameters
{
    /// <summary>A copy.</summary>
    /// <param name="net">The net.</param>
    /// <param name="old">A copy that nobody needs any more, whose arrays are used again; or none.</param>
    public static T[][] Copy<T>(Mlp<T> net, T[][]? old) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[][] copy = new T[net.Parameters.Length][];
        for (int i = 0; i < copy.Length; i++)
            copy[i] = Copies.Of(net.Tape.ReadOnlyValues(net.Parameters[i]), old?.ElementAtOrDefault(i));
        return copy;
    }

    /// <summary>Gives a net the parameters of a copy.</summary>
    public static void Restore<T>(Mlp<T> net, T[][] copy) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < copy.Length; i++)
            copy[i].CopyTo(net.Tape.Values(net.Parameters[i]));
    }
}
