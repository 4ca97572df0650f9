using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>A linear layer of a file.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Weight">Two sizes, both above 0.</param>
/// <param name="Bias">One number an output; null where the layer has none.</param>
/// <param name="OutputsFirst">Whether the weights are outputs × inputs, as in PyTorch, or inputs × outputs.</param>
internal sealed record StoredLayer(string File, StoredTensor Weight, StoredTensor? Bias, bool OutputsFirst)
{
    /// <summary>Numbers that one output sums over.</summary>
    public int Inputs => Weight.Shape[OutputsFirst ? 1 : 0];

    /// <summary>Numbers that the layer gives.</summary>
    public int Outputs => Weight.Shape[OutputsFirst ? 0 : 1];

    /// <summary>Whether floats do not hold every value that an element can have.</summary>
    public bool IsDouble => IsWide(Weight) || (Bias is { } bias && IsWide(bias));

    /// <summary>Weights of the tape, inputs × outputs, as a file has them.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="shape">Inputs × outputs.</param>
    /// <param name="old">An array that nobody needs any more, used again where it fits; or null.</param>
    public static T[] OutputsFirstOf<T>(ReadOnlySpan<T> weight, Shape shape, T[]? old = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] transposed = old?.Length == weight.Length ? old : new T[weight.Length];
        Transposition.Write(weight, shape.Columns, shape.Rows, shape.Columns, transposed, shape.Rows);
        return transposed;
    }

    /// <summary>The name of a parameter behind a prefix; weights and biases take turns.</summary>
    public static string NameOf(int parameter) => $"{parameter / 2}.{(parameter % 2 == 0 ? "weight" : "bias")}";

    /// <summary>Throws if a number is NaN or infinite, or becomes so as a T.</summary>
    /// <exception cref="DataFormatException">There is one, or the type of the elements is not read.</exception>
    public void RequireFinite<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireFinite<T>(Weight);
        if (Bias is { } bias)
            RequireFinite<T>(bias);
    }

    /// <summary>Copies the layer, its weights to inputs × outputs.</summary>
    /// <param name="weight">Inputs · outputs numbers.</param>
    /// <param name="bias">As many numbers as outputs; zeros where the layer has no bias.</param>
    public void CopyTo<T>(Span<T> weight, Span<T> bias) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (OutputsFirst)
        {
            T[] stored = new T[Weight.Count];
            Weight.CopyTo<T>(stored);
            Transposition.Write(stored, Inputs, Outputs, Inputs, weight, Outputs);
        }
        else
        {
            Weight.CopyTo(weight);
        }
        if (Bias is null)
            bias.Clear();
        else
            Bias.CopyTo(bias);
    }

    private void RequireFinite<T>(StoredTensor tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[tensor.Count];
        tensor.CopyTo<T>(values);
        if (FiniteNumbers.Problem<T>(tensor.Name, values) is not { } problem)
            return;
        if (typeof(T) != typeof(double))
            RequireFinite<double>(tensor);
        throw new DataFormatException(File, typeof(T) == typeof(double) ? $"{problem}: the net is of no use"
            : $"{problem} as a {typeof(T).Name}, and is finite as a Double");
    }

    private static bool IsWide(StoredTensor tensor) => tensor.Type is "F64" or "I64" or "U64" or "I32" or "U32";
}
