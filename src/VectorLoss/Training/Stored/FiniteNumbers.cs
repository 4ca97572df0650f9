using System.Globalization;
using System.Numerics;
using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>Looks for numbers that no net has and no file of one may hold.</summary>
internal static class FiniteNumbers
{
    /// <summary>What is wrong with a tensor, as one clause for a message; null if all its numbers are finite.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <param name="values">Its numbers.</param>
    public static string? Problem<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
            if (!T.IsFinite(values[i]))
                return string.Create(CultureInfo.InvariantCulture,
                    $"the tensor {Excerpt.Of(name)} holds {values[i]} at {i}");
        return null;
    }

    /// <summary>The same of the first tensor of a net that has such a number.</summary>
    public static string? Problem<T>(Mlp<T> net) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < net.Parameters.Length; i++)
            if (Problem($"layers.{StoredLayer.NameOf(i)}", net.Tape.ReadOnlyValues(net.Parameters[i])) is { } problem)
                return problem;
        return null;
    }

    /// <summary>The same of copies of its parameters.</summary>
    /// <param name="prefix">What its names begin with.</param>
    /// <param name="parameters">Weights and biases, layer by layer.</param>
    public static string? Problem<T>(string prefix, T[][] parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => parameters.Select((values, i) => Problem<T>($"{prefix}.{StoredLayer.NameOf(i)}", values))
            .FirstOrDefault(problem => problem is not null);
}
