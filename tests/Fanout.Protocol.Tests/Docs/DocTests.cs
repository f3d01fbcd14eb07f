using System.Text.RegularExpressions;

namespace Fanout.Protocol.Tests.Docs;

public sealed partial class DocTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "protocol");

    [Fact]
    public void The_made_tables_are_what_descriptors_and_data_say()
    {
        var met = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*.md"))
        {
            var text = File.ReadAllText(path);
            var made = Mark().Replace(text, mark =>
            {
                met.Add(mark.Groups["name"].Value);
                // What is made within a line stays there; a table stands on lines of its own.
                var line = mark.Value.Contains('\n', StringComparison.Ordinal) ? "\n" : "";
                return $"{mark.Groups["head"].Value}{line}{DocTables.All[met[^1]]()}{line}{mark.Groups["end"].Value}";
            });
            if (Repository.Updates) File.WriteAllText(path, made);
            var behind = $"{path} is behind; run the tests with {Repository.UpdateVariable}=1";
            Assert.True(made == text || Repository.Updates, behind);
        }
        Assert.Equal(DocTables.All.Keys.Order(), met.Order());
    }

    [Fact]
    public void Every_page_is_in_the_table_of_contents()
    {
        var contents = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var pages =
            Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileName).Where(page => page != "README.md")
                .ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Contains($"[{page}]({page})", contents, StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<head><!-- made: (?<name>[a-z-]+) -->).*?(?<end><!-- /made -->)", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
