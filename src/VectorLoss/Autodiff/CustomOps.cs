using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace VectorLoss.Autodiff;

/// <summary>Ops that other assemblies add, whose gradients are checked when they first run.</summary>
/// <remarks>
/// This engine is used in its optimised build, also from a program under debugging. So the build of the program itself
/// decides: checks are on when the entry assembly was compiled without optimisation, which is the default of
/// <c>dotnet build</c>. Two settings override that: the AppContext switch <c>VectorLoss.ChecksCustomOps</c>, in a
/// runtimeconfig or a project file, and <see cref="AreChecked"/>.
/// </remarks>
public static class CustomOps
{
    // A value of DebuggableAttribute.DebuggingModes.
    private const int DisableOptimizations = 256;

    // A program that records its ops anew at each step would check them for ever.
    private const int ChecksOfType = 16;
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<ulong, bool>> Seen = new();
    private static readonly ConcurrentDictionary<(Type, ulong), int> Checks = [];

    /// <summary>
    /// Whether the first backward pass through an op from another assembly checks its gradient, at the numbers of that
    /// pass: each op once for each set of shapes that it takes, but of one type and one set of shapes the first 16. A
    /// failure is a <c>GradientCheckException</c> with the report; an inconclusive check passes.
    /// </summary>
    public static bool AreChecked { get; set; } = AppContext.TryGetSwitch("VectorLoss.ChecksCustomOps", out bool asked)
        ? asked
        : Assembly.GetEntryAssembly() is { } program && IsUnoptimized(program);

    /// <summary>
    /// Whether the assembly was compiled without optimisation. The attribute is found by name, because the WebAssembly
    /// SDK removes it, and a trimmer warns of code that names a removed type.
    /// </summary>
    internal static bool IsUnoptimized(Assembly assembly) => assembly.GetCustomAttributesData()
        .Where(data => data.AttributeType.FullName == "System.Diagnostics.DebuggableAttribute")
        .SelectMany(data => data.ConstructorArguments)
        .Any(argument => argument.Value is int modes && (modes & DisableOptimizations) != 0);

    /// <summary>The checker of ops, which the namespace of the checks registers when the assembly is loaded.</summary>
    internal static IOpCheck? Check { get; set; }

    /// <summary>Checks each op that was not seen before with its shapes, if checks are on.</summary>
    internal static void AfterPass<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!AreChecked)
            return;
        for (int at = 0; at < recording.Count; at++)
            if (recording[at] is { Op: { } op, NeedsGradient: true }
                && op.GetType().Assembly != typeof(CustomOps).Assembly && IsNew(op, ShapesOf(recording, at)))
                Check?.Run(op, InputsOf(recording, at));
    }

    private static bool IsNew(object op, ulong shapes)
        => Seen.GetOrCreateValue(op).TryAdd(shapes, true)
            && Checks.AddOrUpdate((op.GetType(), shapes), 1, (_, count) => Math.Min(count, ChecksOfType) + 1)
            <= ChecksOfType;

    /// <summary>Fowler, Noll and Vo's hash of the shapes of the inputs.</summary>
    private static ulong ShapesOf<T>(Recording<T> recording, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < recording[at].Inputs; i++)
        {
            Shape shape = recording[recording.InputOf(at, i)].Shape;
            hash = (hash ^ ((ulong)shape.Rows << 32 | (uint)shape.Columns)) * 1099511628211;
        }
        return hash;
    }

    /// <summary>Shape and a copy of the numbers of each input of the op at a position.</summary>
    internal static (Shape Shape, T[] Values)[] InputsOf<T>(Recording<T> recording, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = new (Shape, T[])[recording[at].Inputs];
        for (int i = 0; i < inputs.Length; i++)
        {
            int input = recording.InputOf(at, i);
            inputs[i] = (recording[input].Shape, recording.Values(input).ToArray());
        }
        return inputs;
    }
}
