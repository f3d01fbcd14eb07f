using Fanout.Ingest.Adapters;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>Every recorded file is of its folder's format, and no other format takes it for one of its own.</summary>
public sealed class RecognitionTests
{
    [Theory]
    [InlineData("retrosheet", "baseball-retrosheet")]
    [InlineData("gumbo-style", "derived-gumbo-style")]
    [InlineData("shuttleset", "badminton-shuttleset-csv")]
    [InlineData("wyscout", "football-wyscout-json")]
    public void Knows_its_own_files_and_no_others(string name, string folder)
    {
        var format = FeedFormats.Shipped.Find(name)!;
        var files = FeedFiles.Find([SharedData.Folder], static problem => Assert.Fail(problem.ToString()));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var sample = FeedSample.TryTake(file, static problem => Assert.Fail(problem.ToString()))!.Value;
            var isOwn = file.Name.Contains(folder, StringComparison.Ordinal);
            Assert.True(format.Recognise(sample) == (isOwn ? Likeness.Certain : Likeness.None), $"{name} of {file.Name}");
            if (isOwn) Assert.Same(format, FeedFormats.Shipped.Recognise(sample));
        }
    }
}
