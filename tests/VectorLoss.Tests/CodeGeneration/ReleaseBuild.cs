using System.Reflection;
using System.Runtime.Loader;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>The library as users get it, beside the one with assertions that the tests of a Debug build use.</summary>
internal sealed class ReleaseBuild() : AssemblyLoadContext("release")
{
    private static readonly Assembly tests = typeof(ReleaseBuild).Assembly;

    /// <summary>A static method of this test program, with the release build of the library beneath it.</summary>
    public static void Run(Type type, string method)
        => new ReleaseBuild().LoadFromAssemblyPath(tests.Location).GetType(type.FullName!, throwOnError: true)!
            .GetMethod(method)!.Invoke(null, null);

    protected override Assembly? Load(AssemblyName assemblyName)
        => assemblyName.Name == "VectorLoss"
            ? LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(tests.Location)!, "release", "VectorLoss.dll"))
            : null;
}
