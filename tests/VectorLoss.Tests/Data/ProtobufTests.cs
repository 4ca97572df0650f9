using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Data;

/// <summary>The examples of the page "Encoding" of protobuf.dev, and the edges of their rules.</summary>
public class ProtobufTests
{
    [Fact]
    public void The_examples_of_the_standard_have_its_bytes()
    {
        Assert.Equal([0x08, 0x96, 0x01], Bytes(new ProtobufMessage().Add(1, 150)));
        Assert.Equal([0x12, 0x07, .. "testing"u8], Bytes(new ProtobufMessage().Add(2, "testing")));
        Assert.Equal([0x1a, 0x03, 0x08, 0x96, 0x01],
            Bytes(new ProtobufMessage().Add(3, new ProtobufMessage().Add(1, 150))));
        Assert.Equal([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
            Bytes(new ProtobufMessage().Add(1, -2)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(long.MaxValue, 9)]
    public void A_whole_number_takes_seven_bits_a_byte(long value, int length)
    {
        byte[] bytes = Bytes(new ProtobufMessage().Add(1, value));
        Assert.Equal(1 + length, bytes.Length);
        long again = 0;
        for (int i = 1; i < bytes.Length; i++)
            again |= (bytes[i] & 0x7fL) << (7 * (i - 1));
        Assert.Equal(value, again);
    }

    // Field 16 needs a second byte for its number, a text of 128 bytes one for its length.
    [Fact]
    public void Large_fields_and_long_texts_have_longer_heads()
        => Assert.Equal([0x82, 0x01, 0x80, 0x01, .. new byte[128]],
            Bytes(new ProtobufMessage().Add(16, new byte[128])));

    private static byte[] Bytes(ProtobufMessage message)
    {
        byte[] bytes = Malformed.Bytes(message.WriteTo);
        Assert.Equal(bytes.Length, message.Length);
        return bytes;
    }
}
