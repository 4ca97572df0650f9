using System.Numerics;

namespace VectorLoss.Catalogue;

/// <summary>Arrays from the type of a request to that of a kernel, and back.</summary>
internal static class NumberArrays
{
    public static T[] Like<T>(T[] numbers) => new T[numbers.Length];

    public static T[] Narrow<T>(double[] numbers) where T : INumberBase<T>
        => Array.ConvertAll(numbers, T.CreateTruncating);

    public static double[] Wide<T>(T[] numbers) where T : INumberBase<T>
        => Array.ConvertAll(numbers, double.CreateTruncating);
}
