using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// Every <see cref="IGroupLoss"/> over a batch in the caller's spans. The same inputs give the same bits on every
/// machine.
/// </summary>
/// <remarks>
/// Rows are computed in double and rounded once: the error of a value is that of one rounding to T and 2⁻⁴⁵ of the
/// largest term; powers p of distances add p·2⁻⁵³ of themselves. After the first call of its size nothing is allocated:
/// seven numbers and two places a column are rented from <see cref="ArrayPool{T}"/>, so that memory is linear in the
/// length of a row; of classes at places it is a number a column and 36 a class, and where their errors are ranked a
/// number and a place more a column. Alignments of rows of n steps need about 7 numbers a column, and where a gradient
/// is asked for 3 for each of n² pairs of steps, for one row of each thread; their error is 2⁻⁴⁷·n of the largest of γ
/// and the sums on the best alignment. Entropic transports cost the product of both lengths a step; a value is right to
/// 2⁻⁴⁵ of ε and the largest cost, and a slope follows the plan, of which 2⁻⁴⁵ of 1 and of the largest cost over ε
/// is missing, or more where the iterations end early.
/// </remarks>
public static class GroupLosses
{
    /// <summary>The loss of the batch, reduced as the options say.</summary>
    /// <inheritdoc cref="ValueAndGradient{TLoss, T}"/>
    public static double Value<TLoss, T>(this TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run(loss.Rule, inputs, default, Check(loss, inputs, options), options);

    /// <summary>The reduced loss, and the gradients that there is room for.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">
    /// Inputs of rows × columns numbers; an input that has one number a row, as the card says, is
    /// <see cref="RowInputs{T}.Labels"/>, and then <see cref="RowInputs{T}.Second"/> is empty.
    /// </param>
    /// <param name="gradients">
    /// Receive rows × columns numbers each, or are empty; each may be the very span of an input. An input that the card
    /// does not call differentiable has none.
    /// </param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <returns>The reduced loss, not multiplied by <see cref="BatchOptions{T}.Upstream"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap at an offset.
    /// </exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the options refuse that.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static double ValueAndGradient<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, in LossGradients<T> gradients, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        CheckGradients<TLoss, T>(inputs, gradients, options);
        return Run(loss.Rule, inputs, gradients, rows, options);
    }

    /// <summary>The loss of every row, weighted but not reduced; 0 where a row does not count.</summary>
    /// <param name="loss">The loss; its card names the inputs and the numbers they take.</param>
    /// <param name="inputs">Inputs of rows × columns numbers, or of one number a row.</param>
    /// <param name="values">Receives one loss a row; a span of its own.</param>
    /// <param name="options">A sample is a row: one weight and one mask bit a row, where given.</param>
    /// <exception cref="ArgumentException">
    /// A length does not fit, a weight is negative or not finite, or spans overlap.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Values<TLoss, T>(
        this TLoss loss, in RowInputs<T> inputs, Span<T> values, in BatchOptions<T> options = default)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(loss, inputs, options);
        inputs.CheckValues(values, rows, "rows of First", options);
        new RowBatch<T>(inputs) { Options = options, Values = new(values) }.Run(new Work<T>(loss.Rule));
    }

    /// <summary>Refuses gradients that do not fit, or that touch an input other than as a whole.</summary>
    internal static void CheckGradients<TLoss, T>(
        in RowInputs<T> inputs, in LossGradients<T> gradients, in BatchOptions<T> options)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        gradients.Check(inputs.First.Length, 0, options);
        if (!TLoss.Card!.Inputs[1].Differentiable && !gradients.Second.IsEmpty)
            throw new ArgumentException(
                $"{TLoss.Card.Name} gives no gradient to its {TLoss.Card.Inputs[1].Name}.", nameof(gradients));
        gradients.CheckSameOrApart(inputs.First, nameof(inputs.First));
        gradients.CheckSameOrApart(inputs.Second, nameof(inputs.Second));
        gradients.CheckSameOrApart(inputs.Third, nameof(inputs.Third));
        Require.Apart(gradients.First, inputs.Labels, "gradient of First", nameof(inputs.Labels));
        gradients.CheckApart(inputs.FirstLengths, nameof(inputs.FirstLengths));
        gradients.CheckApart(inputs.SecondLengths, nameof(inputs.SecondLengths));
    }

    private static double Run<T>(
        GroupRule rule, in RowInputs<T> inputs, in LossGradients<T> gradients, int rows, in BatchOptions<T> options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchDivisor divisor = options.Divisor(rows);
        return divisor.Reduce(new RowBatch<T>(inputs)
        {
            Options = options,
            Gradients = gradients,
            Scale = divisor.Scale<double>(options.Upstream),
        }.Run(new Work<T>(rule)));
    }

    private readonly struct Work<T>(GroupRule rule) : IRowBatchWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Together(int columns) => 1;

        public int Grain => rule.Kind is GroupKind.Boxes or GroupKind.Mixture ? Lanes512<double>.Count : 1;

        public long Elements(int columns)
            => rule.Kind is GroupKind.Alignments or GroupKind.EntropicTransports ? (long)columns * columns : columns;

        public double Run(scoped in RowBatch<T> batch) => new GroupKernel<T>(rule, batch).Run();
    }

    internal static int Check<TLoss, T>(
        TLoss loss, in RowInputs<T> inputs, in BatchOptions<T> options, [CallerMemberName] string method = "")
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.FloatOrDouble<T>(method);
        LossCard card = TLoss.Card!;
        bool perRow = card.Inputs[1].Kind == LossInputKind.PerRow;
        int rows = Require.Rows(inputs.First.Length, inputs.Columns, nameof(inputs.First), nameof(inputs.Columns));
        int all = inputs.First.Length;
        int parts = loss.Rule.Parts(card);
        if (inputs.Columns % parts != 0)
            throw new ArgumentException(
                $"Columns is {inputs.Columns}; a row of {card.Name} has {parts} equal parts.", nameof(inputs));
        const string OfCard = "what the card says";
        Require.SameLength(inputs.Second.Length, perRow ? 0 : all, nameof(inputs.Second), OfCard);
        Require.SameLength(inputs.Third.Length, card.HasThird ? all : 0, nameof(inputs.Third), OfCard);
        Require.SameLength(inputs.Labels.Length, perRow ? rows : 0, nameof(inputs.Labels), OfCard);
        options.Check(rows, "rows of First");
        DomainCheck.Samples(loss, 0, inputs.First, inputs.Columns, nameof(inputs.First), options);
        DomainCheck.Samples(loss, 1, inputs.Second, inputs.Columns, nameof(inputs.Second), options);
        DomainCheck.Samples(loss, 1, inputs.Labels, 1, nameof(inputs.Labels), options);
        if (card.HasThird)
            DomainCheck.Samples(loss, 2, inputs.Third, inputs.Columns, nameof(inputs.Third), options);
        CheckLengths(loss, inputs.FirstLengths, inputs, nameof(inputs.FirstLengths), options);
        CheckLengths(loss, inputs.SecondLengths, inputs, nameof(inputs.SecondLengths), options);
        return rows;
    }

    [MethodImpl(Compiled.Early)]
    private static void CheckLengths<TLoss, T>(TLoss loss, ReadOnlySpan<T> lengths, in RowInputs<T> inputs, string name,
        in BatchOptions<T> options)
        where TLoss : struct, IGroupLoss where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossCard card = TLoss.Card!;
        int rows = inputs.First.Length / inputs.Columns, steps = inputs.Columns / loss.Rule.Parts(card);
        Require.SameLengthOrEmpty(lengths.Length, card.HasLengths ? rows : 0, name, "rows of First");
        for (int row = 0; row < lengths.Length; row++)
            if (options.Counts(row) && !(T.IsInteger(lengths[row]) && lengths[row] >= T.One
                && lengths[row] <= T.CreateTruncating(steps)))
                throw new ArgumentException(
                    $"{name}[{row}] is {lengths[row]}; a row has from 1 to {steps} steps that count.", name);
    }
}
