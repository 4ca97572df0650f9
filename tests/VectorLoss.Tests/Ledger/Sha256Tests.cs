using System.Buffers.Binary;
using System.Security.Cryptography;
using Xunit;

namespace VectorLoss.Tests.Ledger;

public class Sha256Tests
{
    [Fact]
    public void It_is_the_hash_of_the_class_library_at_every_length_of_the_last_block()
    {
        for (int count = 0; count < 40; count++)
        {
            Sha256 ours = new();
            byte[] bytes = new byte[count * sizeof(ulong)];
            new Random(count).NextBytes(bytes);
            for (int i = 0; i < count; i++)
            {
                ours.Append(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong))));
            }
            Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(bytes)), ours.Finish());
        }
    }
}
