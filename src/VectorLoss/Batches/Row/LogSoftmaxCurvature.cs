using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using Number = VectorLoss.Lanes.Dual<VectorLoss.Lanes.Lane1<double>>;

namespace VectorLoss.Batches;

/// <summary>
/// The Hessian of a loss of rows behind a log-softmax, its product with a direction or its diagonal, in double and one
/// element at a time. With s the scale, φ the slope of the row's sum by the log-probability of a class, and p the
/// probabilities: a slope by a score is s·(φ − p·Σφ).
/// </summary>
internal readonly ref struct LogSoftmaxCurvature<TLoss, T>(TLoss loss, RowInputs<T> inputs, BatchOptions<T> options)
    where TLoss : struct, IRowLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RowInputs<T> inputs = inputs;
    private readonly BatchOptions<T> options = options;
    private readonly double scale = TLoss.ScaleOf(loss);

    /// <summary>Adds the product with the directions to the outputs that there is room for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void AddProduct(in RowInputs<T> directions, in LossGradients<T> products)
    {
        DualSpan<T> first = new(inputs.First, directions.First), second = new(inputs.Second, directions.Second);
        double factor = options.Divisor(Rows).Scale<double>(options.Upstream) * scale;
        for (int row = 0; row < Rows; row++)
        {
            if (!options.Counts(row))
                continue;
            int start = row * inputs.Columns, end = start + inputs.Columns;
            Number student = LogSumExp(first, start, end), teacher = LogSumExp(second, start, end);
            Number ofStudent = default, ofTeacher = default;
            for (int at = start; at < end; at++)
            {
                Triple<Number> terms = Terms(first[at], second[at], student, teacher);
                (ofStudent, ofTeacher) = (ofStudent + terms.Second, ofTeacher + terms.Third);
            }
            double by = factor * options.Weight(row) * Factor(row);
            for (int at = start; at < end; at++)
            {
                Triple<Number> terms = Terms(first[at], second[at], student, teacher);
                Add(terms.Second - Number.Exp(Scaled(first[at]) - student) * ofStudent, by, products.First, at);
                Add(terms.Third - Number.Exp(Scaled(second[at]) - teacher) * ofTeacher, by, products.Second, at);
            }
        }
    }

    /// <summary>Writes the diagonal where there is room; 0 where a row does not count.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Diagonal(in LossGradients<T> diagonals)
    {
        diagonals.Clear();
        double factor = options.Divisor(Rows).Scale<double>(options.Upstream) * scale * scale;
        for (int row = 0; row < Rows; row++)
        {
            double by = options.Counts(row) ? factor * options.Weight(row) * Factor(row) : 0;
            if (options.Counts(row) && !diagonals.First.IsEmpty)
                Diagonal(row, isTeacher: false, by, diagonals.First);
            if (options.Counts(row) && !diagonals.Second.IsEmpty)
                Diagonal(row, isTeacher: true, by, diagonals.Second);
        }
    }

    // φ′(1 − p)² + p²·Σ′φ′ − p(1 − p)·Σφ, where φ′ is the slope of φ by its own class and Σ′ is over the others.
    private void Diagonal(int row, bool isTeacher, double by, Span<T> diagonal)
    {
        DualSpan<T> first = new(inputs.First, default), second = new(inputs.Second, default);
        int start = row * inputs.Columns, end = start + inputs.Columns;
        Number student = LogSumExp(first, start, end), teacher = LogSumExp(second, start, end), sum = default;
        for (int at = start; at < end; at++)
            sum += Moved(first[at], second[at], student, teacher, isTeacher);
        for (int at = start; at < end; at++)
        {
            Number slope = Moved(first[at], second[at], student, teacher, isTeacher);
            double log = (isTeacher ? Scaled(second[at]) - teacher : Scaled(first[at]) - student).Value.Number;
            double p = Math.Exp(log), rest = -Lane1<double>.Expm1(new(log)).Number, own = slope.Slope.Number;
            diagonal[at] = T.CreateTruncating(by * (own * rest * rest + p * p * (sum.Slope.Number - own)
                - p * rest * sum.Value.Number));
        }
    }

    private int Rows => inputs.First.Length / inputs.Columns;

    private double Factor(int row) => loss.Slopes<Lane1<double>>(
        default, new(inputs.Columns), new(inputs.Labels.IsEmpty ? 0 : double.CreateTruncating(inputs.Labels[row])))
        .First.Number;

    private Number Scaled(Number x) => Number.Of(scale) * x;

    // The slope by the log-probability of the student or the teacher, which moves.
    private Number Moved(Number x, Number t, Number student, Number teacher, bool isTeacher)
    {
        Number one = Number.Of(1), zero = Number.Of(0), p = Scaled(x) - student, q = Scaled(t) - teacher;
        p = new(p.Value, isTeacher ? zero.Value : one.Value);
        q = new(q.Value, isTeacher ? one.Value : zero.Value);
        Triple<Number> terms = loss.Terms(p, q, Gap(p, q));
        return isTeacher ? terms.Third : terms.Second;
    }

    private Triple<Number> Terms(Number x, Number t, Number student, Number teacher)
    {
        Number p = Scaled(x) - student, q = Scaled(t) - teacher;
        return loss.Terms(p, q, Gap(p, q));
    }

    // Classes that both leave out differ by nothing.
    private static Number Gap(Number p, Number q)
        => double.IsNegativeInfinity(p.Value.Number) && double.IsNegativeInfinity(q.Value.Number)
            ? Number.Of(0) : p - q;

    private Number LogSumExp(DualSpan<T> numbers, int start, int end)
    {
        double top = double.NegativeInfinity;
        for (int at = start; at < end; at++)
            top = Math.Max(top, Scaled(numbers[at]).Value.Number);
        Number sum = default, largest = Number.Of(top);
        for (int at = start; at < end; at++)
            sum += Number.Exp(Scaled(numbers[at]) - largest);
        return largest + Number.Log(sum);
    }

    private static void Add(Number slope, double factor, Span<T> to, int at)
    {
        if (!to.IsEmpty)
            to[at] += T.CreateTruncating(factor * slope.Slope.Number);
    }
}
