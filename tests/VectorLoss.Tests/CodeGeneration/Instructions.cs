using System.Reflection.Emit;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>The instructions of compiled methods. <c>.ci/TrimmedBodies.cs</c> reads them by this file too.</summary>
internal static class Instructions
{
    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    /// <summary>Each instruction of a body with the place of its operand.</summary>
    public static IEnumerable<(OpCode Code, int Operand)> Of(byte[] body)
    {
        for (int at = 0; at < body.Length;)
        {
            int value = body[at++];
            OpCode code = Codes[(ushort)(value == 0xFE ? 0xFE00 | body[at++] : value)];
            yield return (code, at);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
        }
    }
}
