using System.Text;
using CsCheck;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Tests.Adapters.Json;

public sealed class JsonItemsTests
{
    [Fact]
    public void Gives_the_elements_of_arrays_and_the_other_members_of_an_object() => Assert.Equal(
        ["a[0] 1", "a[1] {\"x\":[2]}", "b {\"y\":3}", "c \"t\"", "e[0] [4]"],
        Items("""{"a":[1,{"x":[2]}],"b":{"y":3},"c":"t","d":[],"e":[[4]]}""").Given);

    [Fact]
    public void Gives_the_elements_of_a_top_level_array() =>
        Assert.Equal(["[0] {}", "[1] null", "[2] [5,6]"], Items("\uFEFF [ {} , null, [5,6] ] ").Given);

    [Theory]
    [InlineData("", 0)]
    [InlineData("[1,2", 1)] // the last number may have been cut short
    [InlineData("[1,[2]", 2)]
    [InlineData("[1,2]x", 2)]
    [InlineData("{\"a\":[1,2],}", 2)]
    [InlineData("[1,2,{\"x\":tru}]", 2)]
    public void Says_where_a_document_goes_wrong_after_giving_what_stands_before_it(string text, int count)
    {
        var (given, failure) = Items(text);
        Assert.Equal(count, given.Count);
        Assert.StartsWith("line 1, byte ", failure?.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_the_same_items_however_the_bytes_arrive()
    {
        var item = Gen.OneOf(
            Gen.Int.Select(static number => $"{number}"),
            Gen.Char.AlphaNumeric.Array[0, 40].Select(static letters => $"\"{new string(letters)}\""),
            Gen.Int.Array[0, 9].Select(static numbers => $"{{\"list\":[{string.Join(',', numbers)}]}}"));
        Gen.Select(item.Array[0, 30], Gen.Int[1, 17]).Sample(static (items, chunk) =>
        {
            var text = $"{{\"many\":[{string.Join(", ", items)}],\"last\":true}}";
            var (given, failure) = Items(text, chunk);
            Assert.Null(failure);
            Assert.Equal(items.Select(static (item, index) => $"many[{index}] {item}").Append("last true"), given);
        });
    }

    [Fact]
    public void Reads_an_item_that_is_larger_than_its_first_buffer()
    {
        var large = new string('a', 300_000);
        Assert.Equal([$"[0] \"{large}\"", "[1] 1"], Items($"[\"{large}\",1]").Given);
    }

    [Fact]
    public void Refuses_an_item_that_exceeds_its_limit()
    {
        var (given, failure) = Items($"[1,\"{new string('a', JsonItems.ItemBytesMax)}\"]");
        Assert.Equal(["[0] 1"], given);
        Assert.Contains($"{JsonItems.ItemBytesMax} bytes", failure?.Text, StringComparison.Ordinal);
    }

    private static (List<string> Given, (string Place, string Text)? Failure) Items(string text, int chunkBytes = int.MaxValue)
    {
        using var stream = new ChunkedStream(Encoding.UTF8.GetBytes(text), chunkBytes);
        using var items = new JsonItems(stream);
        var given = new List<string>();
        while (items.MoveNext()) given.Add($"{items.Place} {items.Current.GetRawText()}");
        return (given, items.Failure);
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunkBytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, chunkBytes)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunkBytes));
    }
}
