using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Adapters.Text;

namespace Fanout.Ingest.Tests.Adapters.Text;

public sealed class EncodedTextTests
{
    private readonly List<ReadProblem> _problems = [];

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Grün-Weiß, Κρήτη, 東京, 🏟")]
    public void Leaves_utf_8_as_it_is(string text)
    {
        Assert.Equal(text, Read(Encoding.UTF8.GetBytes(text)));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Reads_as_windows_1252_what_cannot_be_utf_8_wherever_in_the_file_that_shows()
    {
        var text = new string('a', 100_000) + "Grün €";
        var bytes = Encoding.Latin1.GetBytes(text.Replace('€', '\u0080'));
        Assert.Equal(text, Read(bytes));
        Assert.Equal(("byte 100003", ProblemKind.Assumption), (Assert.Single(_problems).Place, _problems[0].Kind));
    }

    [Fact]
    public void Reads_a_file_that_holds_both()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("Köln "), .. Encoding.Latin1.GetBytes("Fürth "), .. Encoding.UTF8.GetBytes("Düsseldorf")];
        Assert.Equal("Köln Fürth Düsseldorf", Read(bytes));
        Assert.Equal("byte 8", Assert.Single(_problems).Place);
    }

    [Fact]
    public void Reads_what_a_mark_says()
    {
        Assert.Equal("Köln", Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Köln")]));
        Assert.Equal("Köln", Read([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("Köln")]));
        Assert.Equal("Köln", Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("Köln")]));
        Assert.Empty(_problems);
    }

    private string Read(byte[] bytes)
    {
        using var stream = EncodedText.TryOpen(FeedFile.OfBytes("a", bytes), _problems.Add)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
