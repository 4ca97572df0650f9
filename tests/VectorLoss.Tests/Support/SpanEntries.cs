using System.Reflection;
using System.Runtime.InteropServices;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Rows;
using VectorLoss.Spans;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>
/// The public methods outside Batches that write one span and read another: made from their signatures where a common
/// one tells everything, by hand where it does not.
/// </summary>
internal static class SpanEntries
{
    private const int UsualLength = 69, Classes = 3;

    private delegate void Unary(ReadOnlySpan<float> x, Span<float> result);

    private delegate void Binary(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result);

    private delegate void Ternary(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, Span<float> result);

    private delegate void Rows(ReadOnlySpan<float> x, ClassAxis classes, Span<float> result, int threads);

    private delegate void RowsBack(
        ReadOnlySpan<float> x, ReadOnlySpan<float> upstream, ClassAxis classes, Span<float> result, int threads);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BatchEntry> All { get; } =
        [.. Found().Select(method => OfSignature(method, UsualLength)).OfType<BatchEntry>(),
            .. Products(3, 5, 4), .. Others(UsualLength), .. Steps(UsualLength),
            .. NarrowEntries.Rows(UsualLength / Classes, Classes), .. AxisEntries.Rows];

    /// <summary>
    /// Those whose spans can have any length: rows are so many, or so long; a product has so many rows, columns or
    /// terms.
    /// </summary>
    public static IEnumerable<BatchEntry> OfLength(int length)
        => [.. Found().Select(method => OfSignature(method, Classes * length)).OfType<BatchEntry>(),
            .. Found().Select(method => OfSignature(method, length, Math.Max(length, 1))).OfType<BatchEntry>(),
            .. Products(length, 5, 4), .. Products(3, length, 4), .. Products(3, 5, length), .. Steps(length),
            .. Readings(length), .. NarrowEntries.OfSize(length, Classes),
            .. NarrowEntries.OfSize(Classes, Math.Max(length, 1))];

    /// <summary>
    /// The methods that take a span to write and another span, and are in no table: of none, the test of overlaps is
    /// complete.
    /// </summary>
    public static IEnumerable<string> Missing => Found().Where(method => OfSignature(method, UsualLength) is null
        && All.All(entry => !entry.Covers.Contains($"{method.DeclaringType!.Name}.{method.Name}"))).Select(NameOf);

    private static IEnumerable<MethodInfo> Found() => typeof(MatrixProduct).Assembly.GetExportedTypes()
        // What others implement, an interface, states that its spans lie apart.
        .Where(type => !type.IsAssignableTo(typeof(Delegate)) && !type.IsInterface
            && type.Namespace != "VectorLoss.Batches")
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

    private static BatchEntry? OfSignature(MethodInfo method, int length, int classes = Classes)
    {
        if (!method.IsStatic || !method.IsGenericMethodDefinition || method.GetGenericArguments().Length != 1
            || method.DeclaringType == typeof(NarrowRowFunctions))
            return null;
        MethodInfo single = method.MakeGenericMethod(typeof(float));
        string name = NameOf(method);
        if (Made<Unary>(single) is { } unary)
            return Entry(name, 1, (s, _) => unary(s.Numbers("x0"), s.Numbers("result")), length, length);
        if (Made<Binary>(single) is { } binary)
            return Entry(name, 2, (s, _) => binary(s.Numbers("x0"), s.Numbers("x1"), s.Numbers("result")), length,
                length);
        if (Made<Ternary>(single) is { } ternary)
            return Entry(name, 3, (s, _)
                => ternary(s.Numbers("x0"), s.Numbers("x1"), s.Numbers("x2"), s.Numbers("result")), length, length);
        if (Made<Rows>(single) is { } rows)
            return Entry(name, 1, (s, _) => rows(s.Numbers("x0"), classes, s.Numbers("result"), 1),
                length, IsPerRow(single, 2) ? length / classes : length);
        return Made<RowsBack>(single) is { } back && !method.Name.Contains("LogSumExp", StringComparison.Ordinal)
            ? Entry(name, 2, (s, _) => back(s.Numbers("x0"), s.Numbers("x1"), classes, s.Numbers("result"), 1), length,
                length)
            : null;
    }

    // A result that is called values has one number a row.
    private static bool IsPerRow(MethodInfo method, int parameter)
        => method.GetParameters()[parameter].Name == "values";

    private static TDelegate? Made<TDelegate>(MethodInfo method) where TDelegate : Delegate
        => (TDelegate?)Delegate.CreateDelegate(typeof(TDelegate), method, throwOnBindFailure: false);

    private static BatchEntry Entry(string name, int inputs, Action<BatchMemory, double> run, int length, int result)
    {
        BatchEntry entry = Of(name, run);
        for (int i = 0; i < inputs; i++)
            entry.Input($"x{i}", length);
        return entry.Output("result", result);
    }

    private static BatchEntry Of(string name, Action<BatchMemory, double> run) => new(name, (spans, upstream) =>
    {
        run(spans, upstream);
        return 0;
    });

    private static IEnumerable<BatchEntry> Products(int m, int n, int k)
    {
        BatchEntry Product(string name, Action<BatchMemory, double> run)
            => Of(name, run).Input("a", m * k).Input("b", k * n).Output("c", m * n).Covering("MatrixProduct.Multiply");
        yield return Product("Multiply(m, n, k)",
            (s, _) => MatrixProduct.Multiply<float>(m, n, k, s.Numbers("a"), s.Numbers("b"), s.Numbers("c")));
        yield return Product("Multiply(transposed)", (s, _) => MatrixProduct.Multiply<float>(
            true, true, m, n, k, s.Numbers("a"), s.Numbers("b"), s.Numbers("c")));
        yield return Product("Multiply(strided)", (s, _) => MatrixProduct.Multiply(
            false, false, m, n, k, 2f, s.Numbers("a"), k, s.Numbers("b"), n, 0f, s.Numbers("c"), n));
        yield return Of("Linear", (s, _) => MatrixProduct.Linear<float>(false, false, m, n, k, s.Numbers("a"), k,
            s.Numbers("b"), n, s.Numbers("bias"), Activation.Relu, s.Numbers("c"), n)).Input("a", m * k)
            .Input("b", k * n).Input("bias", n).Output("c", m * n).Covering("MatrixProduct.Linear");
    }

    private static IEnumerable<BatchEntry> Others(int length)
    {
        yield return Of("LogSumExpGradient", (s, _) => VectorLoss.Rows.RowFunctions.LogSumExpGradient<float>(
            s.Numbers("logits"), s.Numbers("upstream"), Classes, s.Numbers("result")))
            .Input("logits", length).Input("upstream", length / Classes)
            .Output("result", length).Covering("RowFunctions.LogSumExpGradient");
        yield return Of("Polygamma", (s, _) => VectorLoss.Spans.SpecialFunctions.Polygamma<float>(
            1, s.Numbers("x"), s.Numbers("result")))
            .Input("x", length).Output("result", length).Covering("SpecialFunctions.Polygamma");
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
        float[] rows = [.. Enumerable.Range(0, 40)];
        Dataset numbers = Dataset.OfNumbers(rows, rows, 20), labelled = Dataset.OfLabels(rows, [.. new int[20]], 2);
        yield return Of("Dataset.CopyLabels", (s, _) => labelled.CopyLabels(s.Labels("indices"), s.Labels("result")))
            .Whole("indices", 9, 20).Output("result", 9).Covering("Dataset.CopyLabels");
        yield return Of("Dataset.CopyTargets", (s, _) => numbers.CopyTargets(s.Labels("indices"), s.Numbers("result")))
            .Whole("indices", 9, 20).Output("result", 18).Covering("Dataset.CopyTargets");
        yield return Of("Dataset.CopyInputs", (s, _) => numbers.CopyInputs(s.Labels("indices"), s.Numbers("result")))
            .Whole("indices", 9, 20).Output("result", 18).Covering("Dataset.CopyInputs");
    }

    private static IEnumerable<BatchEntry> Steps(int length)
    {
        foreach (string name in OptimizerExamples.Names.Select(row => row.Data))
        {
            yield return Of($"{name}.Update", (s, _) =>
            {
                Optimizer<float> optimizer = OptimizerExamples.Make<float>(name);
                optimizer.Begin(0.1);
                optimizer.Update(0, s.Numbers("result"), s.Numbers("gradient"));
            }).Input("gradient", length).Output("result", length).Covering("Optimizer`1.Update");
        }
    }

    private static IEnumerable<BatchEntry> Readings(int length)
    {
        BatchEntry Of(string name, Func<BatchMemory, double> read, int inputs = 1)
        {
            BatchEntry entry = new BatchEntry(name, (s, _) => read(s)).Input("x0", length);
            return inputs == 1 ? entry : entry.Input("x1", length);
        }
        yield return Of("Sum", s => Reductions.Sum<float>(s.Numbers("x0")));
        yield return Of("SumOfSquares", s => Reductions.SumOfSquares<float>(s.Numbers("x0")));
        yield return Of("Dot", s => Reductions.Dot<float>(s.Numbers("x0"), s.Numbers("x1")), inputs: 2);
        if (length == 0)
            yield break;
        yield return Of("Mean", s => Reductions.Mean<float>(s.Numbers("x0")));
        yield return Of("Max", s => Reductions.Max<float>(s.Numbers("x0")));
        yield return Of("Min", s => Reductions.Min<float>(s.Numbers("x0")));
        yield return Of("Argmax", s => Argmax.Of<float>(s.Numbers("x0")));
    }

    private static Span<double> Doubles(BatchMemory spans, string name)
        => MemoryMarshal.Cast<byte, double>(spans.Bytes(name));
}
