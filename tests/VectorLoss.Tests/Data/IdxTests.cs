using System.Buffers.Binary;
using VectorLoss.Data;
using Xunit;
using static VectorLoss.Tests.Malformed;

namespace VectorLoss.Tests.Data;

public class IdxTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 11))];

    private static byte[] Images => Bytes(stream => Idx.Write(stream, [2, 3, 4], Pixels));

    private static byte[] Labels => Bytes(stream => Idx.Write(stream, [5], [3, 1, 4, 1, 5]));

    private static IdxFile ReadImages(byte[] bytes) => Idx.ReadImages(new MemoryStream(bytes), "some.idx");

    [Fact]
    public void The_bytes_are_those_of_the_format()
        => Assert.Equal([0, 0, 8, 1, 0, 0, 0, 5, 3, 1, 4, 1, 5], Labels);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_is_read(bool gzip)
    {
        IdxFile images = ReadImages(gzip ? Gzip(Images) : Images);
        Assert.Equal([2, 3, 4], images.Dimensions);
        Assert.Equal(Pixels, images.Values);
        IdxFile labels = Idx.ReadLabels(new MemoryStream(gzip ? Gzip(Labels) : Labels), "labels");
        Assert.Equal([3, 1, 4, 1, 5], labels.Values.ToArray());
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        var stream = new MemoryStream([9, 9, .. Images]) { Position = 2 };
        Assert.Equal(Pixels, Idx.ReadImages(stream, "some.idx").Values);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] plain = Images;
        for (int length = 0; length < plain.Length; length++)
        {
            string reason = length == 0 ? "the file is empty" : "truncated";
            Refused(() => ReadImages(plain[..length]), "some.idx", reason);
            Refused(() => ReadImages(Gzip(plain.AsSpan(0, length))), "some.idx", reason);
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_called_that_however_short_it_is()
    {
        foreach (string text in (string[])["a", "ab", "abc", "a,b\n1,2\n"])
        {
            Refused(() => ReadImages([.. text.Select(letter => (byte)letter)]), "some.idx",
                "not an IDX file but a text");
        }
        Refused(() => ReadImages([0x93]), "some.idx", "not an IDX file: it begins with 0x93");
        Refused(() => ReadImages([0, 7, 8, 3]), "some.idx", "not an IDX file: it begins with 0x00070803");
    }

    [Fact]
    public void Every_truncation_of_the_gzip_bytes_is_refused()
    {
        byte[] packed = Gzip(Images);
        for (int length = 0; length < packed.Length; length++)
            Refused(() => ReadImages(packed[..length]), "some.idx");
    }

    [Fact]
    public void A_gzip_file_of_several_members_is_read_and_every_truncation_refused()
    {
        byte[] plain = Images;
        for (int cut = 0; cut <= plain.Length; cut++)
        {
            byte[] packed = [.. Gzip(plain.AsSpan(0, cut)), .. Gzip(plain.AsSpan(cut))];
            Assert.Equal(Pixels, ReadImages(packed).Values);
            Refused(() => ReadImages(packed[..^1]), "some.idx");
            Refused(() => ReadImages(packed[..^4]), "some.idx");
        }
        byte[] three = [.. Gzip(plain.AsSpan(0, 5)), .. Gzip(plain.AsSpan(5, 20)), .. Gzip(plain.AsSpan(25))];
        Assert.Equal(Pixels, ReadImages(three).Values);
        int secondBegins = Gzip(plain.AsSpan(0, 5)).Length;
        for (int length = 0; length < three.Length; length++)
            Refused(() => ReadImages(three[..length]), "some.idx");
        three[secondBegins - 8] ^= 1;
        Refused(() => ReadImages(three), "some.idx", "damaged");
    }

    [Fact]
    public void One_byte_too_many_is_refused()
    {
        Refused(() => ReadImages([.. Images, 0]), "some.idx", "overlong", "2 × 3 × 4");
        Refused(() => ReadImages(Gzip([.. Images, 0])), "some.idx", "overlong", "2 × 3 × 4");
    }

    [Theory]
    [InlineData(0x00000801, "labels (one dimension)")]
    [InlineData(0x00000804, "data of 4 dimensions")]
    [InlineData(0x00000D03, "element type 0x0d")]
    [InlineData(0x01000803, "not an IDX file", "0x01000803")]
    [InlineData(0x504B0304, "not an IDX file")]
    public void A_wrong_magic_number_is_named(int magic, params string[] reasons)
    {
        byte[] bytes = Images;
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        Refused(() => ReadImages(bytes), "some.idx", reasons);
        Refused(() => ReadImages(Gzip(bytes)), "some.idx", reasons);
    }

    [Fact]
    public void Images_given_as_labels_are_named() => Refused(
        () => Idx.ReadLabels(new MemoryStream(Images), "mixed-up"),
        "mixed-up",
        "images (three dimensions)",
        "labels (one dimension)");

    [Theory]
    [InlineData(0, 0u, "is zero")]
    [InlineData(2, 0u, "is zero")]
    [InlineData(0, 0x80000000u, "more than")]
    [InlineData(1, 0xffffffffu, "more than")]
    [InlineData(2, 0x7fffffffu, "more than")]
    [InlineData(1, 4u, "truncated")]
    [InlineData(1, 2u, "overlong")]
    public void Lying_dimensions_are_refused_before_memory_is_asked_for(int axis, uint size, string reason)
    {
        byte[] bytes = Images;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), size);
        Refused(() => ReadImages(bytes), "some.idx", reason);
        Refused(() => ReadImages(Gzip(bytes)), "some.idx", reason);
    }

    // 25 · 533 · 80,581 is one more than the most elements.
    [Theory]
    [InlineData(25u, 533u, 80_581u, "dimension 2 is 80581, which makes more than 1073741824 elements")]
    [InlineData(1024u, 1024u, 1024u, "truncated")]
    public void The_most_elements_are_allowed_and_no_more(uint first, uint second, uint third, string reason)
    {
        byte[] bytes = Images;
        foreach ((int axis, uint size) in new[] { (0, first), (1, second), (2, third) })
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), size);
        Refused(() => ReadImages(bytes), "some.idx", reason);
    }

    // A last member without content ends in eight zeros; so may a cut, which then lacks the empty block before them.
    [Fact]
    public void A_last_member_without_content_is_told_from_a_cut()
    {
        byte[] empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]];
        byte[] packed = [.. Gzip(Images), .. empty];
        Assert.Equal(Pixels, ReadImages(packed).Values);
        foreach (int fromEnd in (int[])[1, 5, 9, 10])
        {
            byte[] changed = [.. packed];
            changed[^fromEnd] ^= 1;
            Refused(() => ReadImages(changed), "some.idx");
        }
    }

    // Without its trailer the file ends in pixels, which are then read as one: a checksum and a length of 0.
    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void A_trailer_that_is_missing_is_missed_whatever_the_pixels_are(byte[] end)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)7, 24 - end.Length), .. end];
        byte[] plain = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. pixels];
        // One stored block: its header, its length, and that inverted.
        byte length = (byte)plain.Length;
        byte[] cut = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, length, 0, (byte)~length, 0xff, .. plain];
        Refused(() => ReadImages(cut), "some.idx");
        byte[] whole = [.. cut, .. BitConverter.GetBytes(Crc32.Append(0, plain)), length, 0, 0, 0];
        Assert.Equal(pixels, ReadImages(whole).Values);
    }

    [Fact]
    public void A_gzip_bomb_is_inflated_one_byte_past_the_header_only()
    {
        byte[] bomb = Gzip([.. Labels, .. new byte[64 << 20]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => Idx.ReadLabels(new MemoryStream(bomb), "bomb.gz"), "bomb.gz", "overlong");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void A_small_gzip_file_cannot_claim_a_gigabyte()
    {
        byte[] liar = Gzip([0, 0, 8, 1, 0x3f, 0xff, 0xff, 0xff, 1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => Idx.ReadLabels(new MemoryStream(liar), "liar.gz"), "liar.gz", "truncated");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void A_flipped_bit_in_the_compressed_data_never_changes_a_pixel()
    {
        // Ten bytes of gzip header come first. A bit that fills up the last byte of the data means nothing.
        byte[] packed = Gzip(Images);
        int refused = 0;
        for (int at = 10; at < packed.Length; at++)
        {
            byte[] damaged = [.. packed];
            damaged[at] ^= 0x10;
            try
            {
                Assert.Equal(Pixels, ReadImages(damaged).Values);
            }
            catch (DataFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, packed.Length - 11, packed.Length - 10);
    }

    [Fact]
    public void A_missing_file_and_a_directory_are_named()
    {
        string nowhere = Path.Combine(Path.GetTempPath(), "no-such-file-" + Guid.NewGuid());
        Refused(() => Idx.ReadImages(nowhere), nowhere, "there is no such file");
        Refused(() => Idx.ReadImages(AppContext.BaseDirectory), AppContext.BaseDirectory, "directory");
    }

    [Fact]
    public void Writing_checks_sizes_against_elements()
    {
        Assert.Throws<ArgumentException>("values", () => Idx.Write(Stream.Null, [2, 3], new byte[5]));
        Assert.Throws<ArgumentException>("values", () => Idx.Write(Stream.Null, [], new byte[1]));
        Assert.Throws<ArgumentException>("values", () => Idx.Write(Stream.Null, [0], []));
        Assert.Throws<ArgumentException>("values", () => Idx.Write(Stream.Null, [-1, -1], new byte[1]));
        Assert.Throws<ArgumentException>("values", ()
            => Idx.Write(Stream.Null, [1 << 30, 1 << 30, 1 << 30], new byte[1]));
    }
}
