using Fanout.Cli.Feeds;
using Fanout.Ingest.Adapters;

namespace Fanout.Cli.Tests.Feeds;

public sealed class NormalisationTests : IDisposable
{
    private const string Fixture = """
        {"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","home":{"id":"t1","name":"Reds"},"away":{"id":"t2","name":"Blues"}},"score":{"home":1,"away":0}}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-cli-");

    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _errors.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Ends_well_when_all_of_a_folder_was_read()
    {
        Assert.Equal(ExitCode.Done, Run());
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("broken.json", "{\"half")]
    [InlineData("empty.json", "")]
    [InlineData("other.xml", "<sport/>")]
    public void Says_that_something_is_missing_when_a_file_of_a_folder_is_of_no_known_format(string name, string text)
    {
        Write(name, text);
        Assert.Equal(ExitCode.NotFound, Run());
        Assert.Equal(ExitCode.NotFound, Run("canonical"));
        Assert.Contains(name, _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_so_when_a_file_of_a_folder_cannot_be_opened()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "gone.json"), Path.Combine(_folder.FullName, "nowhere"));
        Assert.Equal(ExitCode.NotFound, Run());
    }

    [Fact]
    public void Says_so_when_a_line_cannot_be_read()
    {
        Write("own.ndjson", Fixture + "not an event");
        Assert.Equal(ExitCode.NotFound, Run());
    }

    [Fact]
    public void Passes_over_what_is_left_beside_data()
    {
        Write(".DS_Store", "not data");
        Write("README.md", "not data");
        Assert.Equal(ExitCode.Done, Run());
        Assert.Equal($"{Path.Combine(_folder.FullName, "README.md")}: passed over{Environment.NewLine}", _errors.ToString());
    }

    [Fact]
    public void Prints_no_match_that_is_merely_listed()
    {
        Write("listed.ndjson", """{"id":"e2","match":"m2","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""");
        Assert.Equal(ExitCode.Done, Run());
    }

    private int Run(string? format = null)
    {
        Write("match.ndjson", Fixture);
        var formats = FeedFormats.Shipped;
        using var output = new MemoryStream();
        var exitCode = Normalisation.Run(
            formats, format is null ? null : formats.Find(format), [_folder.FullName], final: true, output, _errors);
        Assert.Equal(1, output.ToArray().Count(static value => value == '\n')); // the match that could be read is there
        return exitCode;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
