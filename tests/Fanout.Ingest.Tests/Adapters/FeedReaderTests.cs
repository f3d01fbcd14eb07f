using System.Text;
using Fanout.Ingest.Adapters;
using Fanout.Ingest.Tests.Adapters.Wyscout;

namespace Fanout.Ingest.Tests.Adapters;

public sealed class FeedReaderTests : IDisposable
{
    private const string Canonical = """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","coverage":{"coverage":"FULL"}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-reader-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Recognises_each_file_by_its_content_whatever_its_name()
    {
        var list = FeedFormats.Shipped.Recognise(Sample("x.bin", Written.List()));
        var events = FeedFormats.Shipped.Recognise(Sample("y", Written.File(Written.Pass("1H", 1))));
        var canonical = FeedFormats.Shipped.Recognise(Sample("z", Canonical));
        Assert.Equal(["wyscout", "wyscout", "canonical"], [list?.Name, events?.Name, canonical?.Name]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# Read me")]
    [InlineData("{\"matches\":[]}")]
    [InlineData("<xml/>")]
    public void Recognises_nothing_in_other_files(string text) => Assert.Null(FeedFormats.Shipped.Recognise(Sample("a", text)));

    [Fact]
    public void Joins_the_files_of_one_provider_and_keeps_formats_in_order_of_first_mention()
    {
        Write("b/events.json", Written.File(Written.Shot("1H", 60, 1), Written.Pass("2H", 2750)));
        Write("a/own.ndjson", Canonical);
        Write("c/matches.json", Written.List(score: (1, 0)));
        var reading = Reading.OfPaths(_folder.FullName);
        Assert.Equal(["m1", "wyscout:7"], reading.Matches);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void Passes_over_unknown_files_of_a_folder_but_not_one_that_was_named()
    {
        var readme = Write("readme.md", "# Read me");
        Assert.Equal(ProblemKind.Skipped, Assert.Single(Reading.OfPaths(_folder.FullName).Problems).Kind);
        Assert.Equal(ProblemKind.Unreadable, Assert.Single(Reading.OfPaths(readme).Problems).Kind);
    }

    [Fact]
    public void Reads_a_file_once_that_is_named_twice()
    {
        var path = Write("own.ndjson", Canonical);
        Assert.Single(Reading.OfPaths(path, _folder.FullName, path).Events);
    }

    [Fact]
    public void Reports_a_path_where_nothing_is()
    {
        var missing = Path.Combine(_folder.FullName, "missing.json");
        var problem = Assert.Single(Reading.OfPaths(missing).Problems);
        Assert.Equal((ProblemKind.Unreadable, missing), (problem.Kind, problem.File));
    }

    [Fact]
    public void Reports_a_folder_that_cannot_be_listed_and_reads_the_others()
    {
        var own = Write("open/own.ndjson", Canonical);
        var closed = Path.Combine(_folder.FullName, "closed");
        Directory.CreateDirectory(closed);
        var problems = new List<ReadProblem>();

        // Nobody is kept out of a folder who runs the tests as root.
        var files = FeedFiles.Find([_folder.FullName], problems.Add, folder => folder == closed
            ? throw new UnauthorizedAccessException("access denied")
            : new DirectoryInfo(folder).GetFileSystemInfos());

        Assert.Equal([own], files.Select(file => file.Name));
        var problem = Assert.Single(problems);
        Assert.Equal((ProblemKind.Unreadable, closed), (problem.Kind, problem.File));
        Assert.Contains("access denied", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_every_file_once_however_deep_it_is_and_wherever_links_lead()
    {
        var deep = Write(string.Join('/', Enumerable.Repeat("d", 40)) + "/own.ndjson", Canonical);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "d", "back"), _folder.FullName);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "z.ndjson"), deep);
        var circle = Path.Combine(_folder.FullName, "circle.ndjson");
        File.CreateSymbolicLink(circle, circle);
        var problems = new List<ReadProblem>();

        var files = FeedFiles.Find([_folder.FullName], problems.Add);

        Assert.Equal([circle, deep], files.Select(file => file.Name)); // that it leads nowhere is told when it is read
        Assert.Empty(problems);
    }

    [Fact]
    public void Reads_named_files_as_the_format_that_is_asked_for()
    {
        var reading = Reading.As("wyscout", Canonical);
        Assert.Empty(reading.Events);
    }

    [Fact]
    public void Refuses_two_formats_of_one_name()
    {
        var format = FeedFormats.Shipped.Find("wyscout")!;
        Assert.Throws<ArgumentException>(() => new FeedFormats(format, format));
    }

    private static FeedSample Sample(string name, string text) => new(name, Encoding.UTF8.GetBytes(text), Whole: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
