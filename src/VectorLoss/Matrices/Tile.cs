namespace VectorLoss.Matrices;

/// <summary>The places that one tile reads and writes: rows of A, columns of B and C, all of k.</summary>
internal ref struct Tile<T>
{
    /// <summary>The first element of the tile in each factor.</summary>
    public ref readonly T A, B;

    /// <summary>The first element of the tile in the result.</summary>
    public ref T C;

    /// <summary>
    /// The steps along k; from one row of A to the next; in A and in B from one k to the next; from one row of C to the
    /// next.
    /// </summary>
    public nint K, ARow, AStep, BStep, CRow;

    /// <summary>The columns where the second and the third register of a row begin.</summary>
    public nint Right, Edge;

    /// <summary>The columns of the tile.</summary>
    public int Width;

    /// <summary>The factor α of the product.</summary>
    public T Alpha;

    /// <summary>
    /// Whether α times the product is added to C. Otherwise C is written without being read, and α is 1.
    /// </summary>
    public bool Adds;
}
