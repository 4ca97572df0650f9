using System.Globalization;
using VectorLoss.Checking;
using VectorLoss.Data;

namespace VectorLoss.Cli;

/// <summary>The point at which the gradient of a program is checked.</summary>
internal sealed class ProgramPoint
{
    /// <param name="arrays">Its arrays.</param>
    /// <param name="isNamed">Whether x and g are objects of named arrays, and not one array.</param>
    public ProgramPoint(IReadOnlyList<NamedArray> arrays, bool isNamed)
    {
        (Arrays, IsNamed) = (arrays, isNamed);
        foreach (NamedArray array in arrays)
            Arguments.Add(array.Name, array.Values, array.Shape);
        Vector = Arguments.ToVector();
    }

    /// <summary>Its arrays.</summary>
    public IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>Whether x and g are objects of named arrays, and not one array.</summary>
    public bool IsNamed { get; }

    /// <summary>The arrays as the checker takes them.</summary>
    public NamedArguments Arguments { get; } = new();

    /// <summary>The numbers of all arrays, one array behind another.</summary>
    public double[] Vector { get; }

    /// <summary>Reads a point.</summary>
    /// <param name="path">A .npy file of one array, or a .npz file of named ones.</param>
    /// <param name="single">Whether the program computes in float: the numbers are then rounded to float.</param>
    /// <exception cref="UserError">A number is not finite, or there is none.</exception>
    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    public static ProgramPoint Read(string path, bool single)
    {
        bool isNamed = path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
        NamedArray[] arrays = isNamed ? [.. Npz.Read(path).Select(array => Of(array.Key, array.Value, single))]
            : [Of("x", Npy.Read(path), single)];
        if (Array.Exists(arrays, array => array.Name == ""))
            throw new UserError($"--at {path}: an array has no name");
        ProgramPoint point = new(arrays, isNamed);
        if (point.Vector.Length == 0)
            throw new UserError($"--at {path}: there are no numbers in it");
        int bad = Array.FindIndex(point.Vector, value => !double.IsFinite(value));
        return bad < 0 ? point : throw new UserError(string.Create(CultureInfo.InvariantCulture,
            $"--at {path}: {point.Arguments.PathOf(bad)} is {point.Vector[bad]}; a gradient is checked at finite "
            + $"numbers"));
    }

    private static NamedArray Of(string name, NpyArray array, bool single) => new(name, array.Shape.ToArray(), single
        ? Array.ConvertAll(array.ToSingles(), value => (double)value) : array.ToDoubles());
}
