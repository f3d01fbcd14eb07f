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
    public void Takes_a_letter_that_is_cut_off_at_the_end_for_a_cut()
    {
        Assert.StartsWith("Grü", Read(Encoding.UTF8.GetBytes("Grün-Weiß")[..^1]), StringComparison.Ordinal);
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
    public void Keeps_the_letters_of_a_utf_8_file_that_is_damaged_in_one_place()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("Köln "), 0xFF, .. Encoding.UTF8.GetBytes(" Fürth")];
        Assert.Equal("Köln \uFFFD Fürth", Read(bytes));
        Assert.Contains("utf-8", Assert.Single(_problems).Text, StringComparison.Ordinal);
    }

    private string Read(byte[] bytes)
    {
        using var stream = EncodedText.TryOpen(FeedFile.OfBytes("a", bytes), _problems.Add)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
