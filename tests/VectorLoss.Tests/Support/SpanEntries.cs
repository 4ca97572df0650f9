using System.Reflection;
using System.Runtime.InteropServices;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>
/// The public methods outside Batches that write one span and read another: made from their signatures where a common
/// one tells everything, by hand where it does not.
/// </summary>
internal static class SpanEntries
{
    private const int Length = 69, Classes = 3;

    private delegate void Unary(ReadOnlySpan<float> x, Span<float> result);

    private delegate void Binary(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result);

    private delegate void Ternary(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> result);

    private delegate void Rows(ReadOnlySpan<float> x, int classes, Span<float> result, int threads);

    private delegate void RowsBack(
        ReadOnlySpan<float> x, ReadOnlySpan<float> upstream, int classes, Span<float> result, int threads);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatchEntry> All { get; } =
        [.. Found().Select(OfSignature).OfType<BatchEntry>(), .. Products(), .. Others(), .. Steps()];

    /// <summary>
    /// The methods that take a span to write and another span, and are in no table: of none, the test of overlaps is
    /// complete.
    /// </summary>
    public static IEnumerable<string> Missing => Found().Where(method => OfSignature(method) is null
        && All.All(entry => !entry.Covers.Contains($"{method.DeclaringType!.Name}.{method.Name}"))).Select(NameOf);

    private static IEnumerable<MethodInfo> Found() => typeof(MatrixProduct).Assembly.GetExportedTypes()
        .Where(type => !type.IsAssignableTo(typeof(Delegate)) && type.Namespace != "VectorLoss.Batches")
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly))
        .Where(method => method.GetParameters().Any(parameter => IsSpan(parameter, typeof(Span<>)))
            && method.GetParameters().Count(parameter
                => IsSpan(parameter, typeof(Span<>)) || IsSpan(parameter, typeof(ReadOnlySpan<>))) > 1);

    private static bool IsSpan(ParameterInfo parameter, Type definition) => parameter.ParameterType.IsGenericType
        && parameter.ParameterType.GetGenericTypeDefinition() == definition;

    private static string NameOf(MethodInfo method)
        => $"{method.DeclaringType!.Name}.{method.Name}("
            + $"{string.Join(", ", method.GetParameters().Select(parameter => parameter.Name))})";

    private static BatchEntry? OfSignature(MethodInfo method)
    {
        if (!method.IsStatic || !method.IsGenericMethodDefinition || method.GetGenericArguments().Length != 1)
            return null;
        MethodInfo single = method.MakeGenericMethod(typeof(float));
        string name = NameOf(method);
        if (Made<Unary>(single) is { } unary)
            return Entry(name, 1, (s, _) => unary(s.Numbers("x0"), s.Numbers("result")), Length);
        if (Made<Binary>(single) is { } binary)
            return Entry(name, 2, (s, _) => binary(s.Numbers("x0"), s.Numbers("x1"), s.Numbers("result")), Length);
        if (Made<Ternary>(single) is { } ternary)
            return Entry(name, 3, (s, _)
                => ternary(s.Numbers("x0"), s.Numbers("x1"), s.Numbers("x2"), s.Numbers("result")), Length);
        if (Made<Rows>(single) is { } rows)
            return Entry(name, 1, (s, _) => rows(s.Numbers("x0"), Classes, s.Numbers("result"), 1),
                IsPerRow(single, 2) ? Length / Classes : Length);
        return Made<RowsBack>(single) is { } back && !method.Name.Contains("LogSumExp", StringComparison.Ordinal)
            ? Entry(name, 2, (s, _) => back(s.Numbers("x0"), s.Numbers("x1"), Classes, s.Numbers("result"), 1), Length)
            : null;
    }

    // A result that is called values has one number a row.
    private static bool IsPerRow(MethodInfo method, int parameter)
        => method.GetParameters()[parameter].Name == "values";

    private static TDelegate? Made<TDelegate>(MethodInfo method) where TDelegate : Delegate
        => (TDelegate?)Delegate.CreateDelegate(typeof(TDelegate), method, throwOnBindFailure: false);

    private static BatchEntry Entry(string name, int inputs, Action<BatchMemory, double> run, int length)
    {
        BatchEntry entry = Of(name, run);
        for (int i = 0; i < inputs; i++)
            entry.Input($"x{i}", Length);
        return entry.Output("result", length);
    }

    private static BatchEntry Of(string name, Action<BatchMemory, double> run) => new(name, (spans, upstream) =>
    {
        run(spans, upstream);
        return 0;
    });

    private static IEnumerable<BatchEntry> Products()
    {
        const int M = 3, N = 5, K = 4;
        BatchEntry Product(string name, Action<BatchMemory, double> run)
            => Of(name, run).Input("a", M * K).Input("b", K * N).Output("c", M * N).Covering("MatrixProduct.Multiply");
        yield return Product("Multiply(m, n, k)",
            (s, _) => MatrixProduct.Multiply<float>(M, N, K, s.Numbers("a"), s.Numbers("b"), s.Numbers("c")));
        yield return Product("Multiply(transposed)", (s, _) => MatrixProduct.Multiply<float>(
            true, true, M, N, K, s.Numbers("a"), s.Numbers("b"), s.Numbers("c")));
        yield return Product("Multiply(strided)", (s, _) => MatrixProduct.Multiply(
            false, false, M, N, K, 2f, s.Numbers("a"), K, s.Numbers("b"), N, 0f, s.Numbers("c"), N));
        yield return Of("Linear", (s, _) => MatrixProduct.Linear<float>(false, false, M, N, K, s.Numbers("a"), K,
            s.Numbers("b"), N, s.Numbers("bias"), Activation.Relu, s.Numbers("c"), N)).Input("a", M * K)
            .Input("b", K * N).Input("bias", N).Output("c", M * N).Covering("MatrixProduct.Linear");
    }

    private static IEnumerable<BatchEntry> Others()
    {
        yield return Of("LogSumExpGradient", (s, _) => VectorLoss.Rows.RowFunctions.LogSumExpGradient<float>(
            s.Numbers("logits"), s.Numbers("upstream"), Classes, s.Numbers("result")))
            .Input("logits", Length).Input("upstream", Length / Classes)
            .Output("result", Length).Covering("RowFunctions.LogSumExpGradient");
        yield return Of("Polygamma", (s, _) => VectorLoss.Spans.SpecialFunctions.Polygamma<float>(
            1, s.Numbers("x"), s.Numbers("result")))
            .Input("x", Length).Output("result", Length).Covering("SpecialFunctions.Polygamma");
        yield return Of("NumericalGradient", (s, _) => NumericalGradient.Of(
            x => x[0] * x[1] + x[2], Doubles(s, "x"), Doubles(s, "result")))
            .Input("x", 6).Output("result", 6).Covering("NumericalGradient.Of");
        yield return Of("ComplexStep", (s, _) => ComplexStep.Of(
            x => x[0] * x[1] + x[2], Doubles(s, "x"), Doubles(s, "result")))
            .Input("x", 6).Output("result", 6).Covering("ComplexStep.Of");
        DigitSet digits = SmallDigits.Make(20, 1);
        yield return Of("CopyLabels", (s, _) => digits.CopyLabels(s.Labels("indices"), s.Labels("result")))
            .Whole("indices", 9, digits.Count).Output("result", 9).Covering("DigitSet.CopyLabels");
        yield return Of("CopyOneHot", (s, _) => digits.CopyOneHot(s.Labels("indices"), s.Numbers("result")))
            .Whole("indices", 3, digits.Count).Output("result", 30).Covering("DigitSet.CopyOneHot");
        yield return Of("CopyInputs", (s, _) => digits.CopyInputs(s.Labels("indices"), s.Numbers("result")))
            .Whole("indices", 2, digits.Count).Output("result", 2 * digits.Pixels).Covering("DigitSet.CopyInputs");
    }

    private static IEnumerable<BatchEntry> Steps()
    {
        foreach (string name in OptimizerExamples.Names.Select(row => row.Data))
        {
            yield return Of($"{name}.Update", (s, _) =>
            {
                Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
                optimizer.Begin(0.1);
                optimizer.Update(0, s.Numbers("result"), s.Numbers("gradient"));
            }).Input("gradient", Length).Output("result", Length).Covering("Optimizer`1.Update");
        }
    }

    private static Span<double> Doubles(BatchMemory spans, string name)
        => MemoryMarshal.Cast<byte, double>(spans.Bytes(name));
}
