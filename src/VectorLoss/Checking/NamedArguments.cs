using System.Globalization;

namespace VectorLoss.Checking;

/// <summary>Several arguments of a function, each with a name and a shape, laid one behind another into one
/// vector.</summary>
/// <remarks>The function under check takes that vector and reads its arguments from it with
/// <see cref="Of{T}(string, ReadOnlySpan{T})"/>; reports name an element as <c>w[3,4]</c>.
/// <code>
/// var x = new NamedArguments().Add("w", w, 3, 4).Add("b", b);
/// GradientCheck.Run(v => Loss(x.Of("w", v), x.Of("b", v)), gradient, x);
/// </code></remarks>
public sealed class NamedArguments
{
    private readonly List<Argument> arguments = [];

    private sealed record Argument(string Name, int[] Shape, double[] Values, int Start);

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => [.. arguments.Select(argument => argument.Name)];

    /// <summary>How many numbers all arguments have together.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an argument behind the others.</summary>
    /// <param name="name">A name that no other argument has.</param>
    /// <param name="values">Its numbers, row-major; they are copied.</param>
    /// <param name="shape">Its sizes, or none for a vector.</param>
    /// <returns>The same object, so that calls can be chained.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken, or the shape has another number of
    /// elements.</exception>
    public NamedArguments Add(string name, ReadOnlySpan<double> values, params ReadOnlySpan<int> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (arguments.Exists(argument => argument.Name == name))
            throw new ArgumentException($"There is an argument '{name}' already.", nameof(name));
        int[] sizes = shape.Length == 0 ? [values.Length] : shape.ToArray();
        long elements = sizes.Aggregate(1L, (product, size) => product * size);
        if (sizes.Any(size => size < 0) || elements != values.Length)
            throw new ArgumentException(
                $"'{name}' has {values.Length} numbers, its shape is [{string.Join(",", sizes)}].", nameof(shape));
        arguments.Add(new(name, sizes, values.ToArray(), Count));
        Count += values.Length;
        return this;
    }

    /// <summary>The shape of an argument.</summary>
    /// <exception cref="ArgumentException">There is no argument of this name.</exception>
    public IReadOnlyList<int> ShapeOf(string name) => Find(name).Shape;

    /// <summary>The numbers of all arguments, one argument behind another.</summary>
    public double[] ToVector() => [.. arguments.SelectMany(argument => argument.Values)];

    /// <summary>The part of a vector that belongs to an argument.</summary>
    /// <param name="name">The name of the argument.</param>
    /// <param name="vector">A vector of <see cref="Count"/> elements: a point or a gradient.</param>
    /// <exception cref="ArgumentException">There is no argument of this name, or the vector has another
    /// length.</exception>
    public ReadOnlySpan<T> Of<T>(string name, ReadOnlySpan<T> vector)
    {
        Argument argument = Find(name, vector.Length);
        return vector.Slice(argument.Start, argument.Values.Length);
    }

    /// <inheritdoc cref="Of{T}(string, ReadOnlySpan{T})"/>
    public Span<T> Of<T>(string name, Span<T> vector)
    {
        Argument argument = Find(name, vector.Length);
        return vector.Slice(argument.Start, argument.Values.Length);
    }

    /// <summary>The element at an index of the vector, such as <c>w[3,4]</c>.</summary>
    /// <param name="index">An index into the vector of all arguments.</param>
    public string PathOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        Argument argument = arguments.FindLast(argument => argument.Start <= index)!;
        int rest = index - argument.Start;
        string[] places = new string[argument.Shape.Length];
        for (int axis = places.Length - 1; axis >= 0; rest /= argument.Shape[axis], axis--)
            places[axis] = (rest % argument.Shape[axis]).ToString(CultureInfo.InvariantCulture);
        return $"{argument.Name}[{string.Join(",", places)}]";
    }

    private Argument Find(string name) => arguments.Find(argument => argument.Name == name)
        ?? throw new ArgumentException($"There is no argument '{name}'; there are {string.Join(", ", Names)}.",
            nameof(name));

    private Argument Find(string name, int length) => length == Count ? Find(name)
        : throw new ArgumentException($"The vector has {length} elements, the arguments have {Count}.", "vector");
}
