using System.Numerics.Tensors;
using System.Reflection;

namespace VectorLoss.Benchmarks.Peers;

/// <summary>The versions of the managed peers, as their assemblies state them.</summary>
internal static class Versions
{
    /// <summary>Of System.Numerics.Tensors: major, minor and patch.</summary>
    public static string TensorPrimitives { get; } = Of(typeof(TensorPrimitives).Assembly);

    /// <summary>Of Math.NET Numerics.</summary>
    public static string MathNet { get; } = Of(typeof(MathNet.Numerics.LinearAlgebra.Matrix<float>).Assembly);

    private static string Of(Assembly assembly)
        => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
