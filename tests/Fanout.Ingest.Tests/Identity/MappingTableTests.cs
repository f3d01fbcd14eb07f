using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Identity.Tables;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>The operator's table says what it says, or where it does not.</summary>
public sealed class MappingTableTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-table-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "table.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_table_has_a_head_comments_and_quoted_values()
    {
        var table = MappingTable.Read(
            "t.csv", "# ours\r\n\r\nnote,match,feed,id\r\nx, m1 ,acme,4711\r\n# not this\r\n,m2,acme,\"a,\"\"b\"\"\"\r\n\r\n", out var faults);

        Assert.Empty(faults);
        Assert.Equal(("m1", "m2", null), (table!.Find("acme", "4711"), table.Find("acme", "a,\"b\""), table.Find("other", "4711")));
    }

    [Theory]
    [InlineData("feed,id\na,1", "t.csv:1: no column \"match\"")]
    [InlineData("feed,id,match\na,1,m1\na,1,m2", "t.csv:3: id \"1\" of feed a stands in line 2 already")]
    [InlineData("feed,id,match\n#\na,1,m1\na,2,m1", "t.csv:4: match \"m1\" has an id of feed a in line 3 already")]
    [InlineData("feed,id,match\nno feed,1,m1", "t.csv:2: feed \"no feed\" is not")]
    [InlineData("feed,id,match\na,,m1", "t.csv:2: id \"\" has 0 letters")]
    [InlineData("feed,id,match\na,1,m/1", "t.csv:2: match \"m/1\" is not")]
    [InlineData("feed,id,match\na,1", "t.csv:2: 2 columns, the head has 3")]
    public void A_fault_names_file_line_and_value(string text, string fault)
    {
        Assert.Null(MappingTable.Read("t.csv", text, out var faults));
        Assert.StartsWith(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    public void An_empty_table_maps_nothing(string text)
    {
        Assert.Empty(MappingTable.Read("t.csv", text, out var faults)!.Matches);
        Assert.Empty(faults);
    }

    [Fact]
    public void A_file_is_read_again_when_it_was_changed_and_one_with_a_fault_gives_no_table()
    {
        System.IO.File.WriteAllText(File, "feed,id,match\na,1,m1\n");
        var file = new TableFile(File);
        Assert.Equal("m1", file.ReadChanged(out _)!.Find("a", "1"));
        Assert.Null(file.ReadChanged(out var unchanged));
        Assert.Empty(unchanged);

        System.IO.File.WriteAllText(File, "feed,id,match\na,1,m1\na,2,m1\n");
        Assert.Null(file.ReadChanged(out var faults));
        Assert.Single(faults);
        System.IO.File.WriteAllText(File, "feed,id,match\na,1,m2\n");
        Assert.Equal("m2", file.ReadChanged(out _)!.Find("a", "1"));
        System.IO.File.Delete(File);
        Assert.Null(file.ReadChanged(out var gone));
        Assert.EndsWith("there is no such file", Assert.Single(gone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_the_first_word_and_what_it_says_later_is_brought_to_the_log()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 17, 0, 0, TimeSpan.Zero));
        System.IO.File.WriteAllText(File, "feed,id,match\nb,b:9,a:2\n");
        await using var log = new InMemoryEventLog(2, time);
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton<TimeProvider>(time).AddSingleton<IEventLog>(log)
            .AddIngest().AddIdentity(options => options.Table = File)
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted) await service.StartAsync(Cancel);
        await SendAsync("a", "a:1", "Reds", "Blues");
        await SendAsync("a", "a:2", "Greens", "Greys");
        await SendAsync("b", "b:9", "Reds", "Blues"); // as a:1, but the table says otherwise

        Assert.Equal(("a:2", "table"), Known());
        System.IO.File.WriteAllText(File, "feed,id,match\nb,b:9,not a match\n");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(("a:2", "table"), Known());
        System.IO.File.WriteAllText(File, "feed,id,match\nb,b:9,a:1\n");
        await IngestHost.EventuallyAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(Known() == ("a:1", "table"));
        });
        await RefusesAsync();
        foreach (var service in Enumerable.Reverse(hosted)) await service.StopAsync(CancellationToken.None);

        async Task RefusesAsync()
        {
            var mappings = services.GetRequiredService<Mappings>();
            const string Reason = "the operator's table (Identity:Table) gives b:9 of feed b to a:1, and has the last word: change it there";
            var moved = await mappings.MoveAsync("b", "b:9", "a:2", "ann", "wrong match", Cancel);
            Assert.Equal((MappingOutcome.Conflict, Reason), (moved.Outcome, moved.Detail));
            var preview = mappings.Preview(MappingAction.Move, new MappingOrder("b", "b:9", "b:9", "its own"), "ann");
            Assert.Equal((MappingOutcome.Conflict, Reason), (preview.Outcome, preview.Detail));
            Assert.Equal(MappingOutcome.Done, (await mappings.MoveAsync("b", "b:9", "a:1", "ann", "as the table has it", Cancel)).Outcome);
            Assert.Equal(("a:1", "table"), Known());
        }

        (string, string) Known()
        {
            var name = services.GetRequiredService<Mappings>().List().Single(static name => name.Feed == "b");
            return (name.Match, name.How);
        }

        async Task SendAsync(string feed, string match, string home, string away)
        {
            var line = $"{{\"id\":\"{match}-f\",\"match\":\"{match}\",\"at\":\"2026-11-22T17:00:00Z\",\"fixture\":{{\"sport\":\"football\","
                + $"\"home\":{{\"name\":\"{home}\"}},\"away\":{{\"name\":\"{away}\"}},\"start\":\"2026-11-22T18:00:00Z\"}}}}";
            Assert.True((await services.GetRequiredService<MatchIngest>().AcceptAsync(feed, IngestHost.Events(line), Cancel)).Complete);
        }
    }

    [Fact]
    public void Settings_that_contradict_one_another_or_name_no_table_keep_a_server_from_starting()
    {
        var validator = new IdentityTableValidator();
        Assert.True(validator.Validate(null, new IdentityOptions()).Succeeded);
        Assert.Contains("ProposedScore: 900", validator.Validate(null, new IdentityOptions { ProposedScore = 900 }).FailureMessage, StringComparison.Ordinal);
        Assert.Contains("there is no such file", validator.Validate(null, new IdentityOptions { Table = File }).FailureMessage, StringComparison.Ordinal);
        Assert.True(new IdentityOptionsValidator().Validate(null, new IdentityOptions { AutomaticScore = 600, ProposedScore = 600 }).Failed);
    }
}
