namespace VectorLoss.Losses;

/// <summary>What losses of all families may say of themselves.</summary>
public interface ILoss
{
    /// <summary>The card, or null: then the inputs may hold any numbers.</summary>
    static virtual LossCard? Card => null;

    /// <summary>
    /// Which numbers an input may hold with the options of a loss; for losses whose options change what an input is.
    /// </summary>
    /// <param name="loss">The loss, of the implementing type.</param>
    /// <param name="input">The place of the input on the card.</param>
    /// <param name="usual">What the card says.</param>
    // Static, because a default body of an instance method boxes the structure that it is called on.
    static virtual Domain DomainOf<TLoss>(TLoss loss, int input, Domain usual) => usual;
}
