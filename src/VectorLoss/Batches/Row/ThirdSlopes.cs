namespace VectorLoss.Batches;

/// <summary>Whether the slopes of the third input are wanted: if not, the compiler leaves them out.</summary>
internal interface IThird
{
    static abstract bool IsWanted { get; }
}

internal readonly struct WithThird : IThird
{
    public static bool IsWanted => true;
}

internal readonly struct WithoutThird : IThird
{
    public static bool IsWanted => false;
}
