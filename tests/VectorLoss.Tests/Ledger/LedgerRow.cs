namespace VectorLoss.Tests.Ledger;

/// <summary>One result of the library whose bits the ledger keeps.</summary>
/// <param name="Name">What is computed: words that users know, never the name of a type or a file.</param>
/// <param name="Shape">Rows × columns of the input, or of the result where there is no input.</param>
/// <param name="Dtype">The type of the numbers.</param>
/// <param name="Compute">Computes it and adds every number of the result to the bits.</param>
internal sealed record LedgerRow(string Name, string Shape, string Dtype, Action<LedgerBits> Compute)
{
    /// <summary>The first three columns of the table.</summary>
    public string Key => $"{Name},{Shape},{Dtype}";

    /// <summary>A row whose shape is a matrix of numbers of type <typeparamref name="T"/>.</summary>
    public static LedgerRow Of<T>(string name, int rows, int columns, Action<LedgerBits> compute)
        => new(name, $"{rows}x{columns}", NameOf<T>(), compute);

    /// <summary>The hash of the result, computed on a number of threads.</summary>
    /// <param name="threads">How many threads the library is given.</param>
    /// <param name="dependsOnThreads">Whether the row gave that number to the library at all.</param>
    public string Hash(int threads, out bool dependsOnThreads)
    {
        LedgerBits bits = new(threads);
        Compute(bits);
        dependsOnThreads = bits.ThreadsWereRead;
        return bits.Hash();
    }

    public static string NameOf<T>()
        => typeof(T) == typeof(float) ? "float" : typeof(T).Name.ToLowerInvariant();
}
