using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using System.Reflection;
using VectorLoss.Checking;

namespace VectorLoss.Autodiff;

/// <summary>Ops that other assemblies add, whose gradients are checked when they first run.</summary>
/// <remarks>
/// This engine is used in its optimised build, also from a program under debugging, so what counts is how the program
/// itself was
/// built: checks are on when the entry assembly was compiled without optimisation, as <c>dotnet build</c> does by
/// default. The
/// AppContext switch <c>VectorLoss.ChecksCustomOps</c>, in a runtimeconfig or a project file, or <see
/// cref="AreChecked"/> say otherwise.
/// The one arrow from here to the checker: it runs only when it is on.
/// </remarks>
public static class CustomOps
{
    // Enough for a few thousand directions of differences, and over in a moment.
    private const int MostEvaluations = 50_000;

    private static readonly ConcurrentDictionary<Type, bool> Seen = [];

    /// <summary>
    /// Whether the first backward pass through an op of a type from another assembly checks its gradient, at the
    /// numbers of that pass.
    /// A failure is a <see cref="GradientCheckException"/> with the report; what is inconclusive passes.
    /// </summary>
    public static bool AreChecked { get; set; } = AppContext.TryGetSwitch("VectorLoss.ChecksCustomOps", out bool asked)
        ? asked
        : Assembly.GetEntryAssembly()?.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    internal static void AfterPass<T>(Recording<T> recording) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int at = 0; at < recording.Count; at++)
            if (recording[at] is { Op: { } op, NeedsGradient: true }
                && op.GetType().Assembly != typeof(CustomOps).Assembly && Seen.TryAdd(op.GetType(), true))
                Check(recording, at, op);
    }

    private static void Check<T>(Recording<T> recording, int at, Op<T> op) where T : unmanaged,
        IBinaryFloatingPointIeee754<T>
    {
        var inputs = new (Shape, T[])[recording[at].Inputs];
        for (int i = 0; i < inputs.Length; i++)
        {
            int input = recording.InputOf(at, i);
            inputs[i] = (recording[input].Shape, recording.Values(input).ToArray());
        }
        foreach (GradientReport report in GradientCheck.Run(op, inputs,
            new() { Subject = op.Name, Mode = CheckMode.Fast, MaxEvaluations = MostEvaluations }))
            if (report.Failed)
                throw new GradientCheckException(report);
    }
}
