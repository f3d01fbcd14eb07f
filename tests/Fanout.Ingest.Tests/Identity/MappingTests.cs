using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Adapters;
using Fanout.Ingest.Tests.Crash;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Protocol.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using CoverageValue = Fanout.Protocol.Messages.Coverage.Types.Value;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>Two feeds, an embedded log on disk: what is one match becomes one stream, by itself or because somebody says so.</summary>
public sealed class MappingTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-identity-");
    private readonly ServiceProvider _services;
    private readonly IEventLog _log;

    public MappingTests()
    {
        _services = CrashSender.Open(_folder.FullName);
        _log = _services.GetRequiredService<IEventLog>();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Two_feeds_with_their_own_ids_and_spellings_make_one_stream()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "1. FC Köln", "Bayern München"), Score("a:1", 1, 0, "18:10"));
        await host.SendAsync("b", Fixture("b:9", "Cologne", "FC Bayern Munich"), Score("b:9", 1, 1, "18:20"));

        var state = await IngestHost.StateAsync(_log, "a:1");
        Assert.Equal((1, 1), (state.Score.Home, state.Score.Away));
        Assert.Empty(await IngestHost.EntriesAsync(_log, "b:9"));
        var mapped = Name(host, "b", "b:9");
        Assert.Equal(("a:1", "score"), (mapped.Match, mapped.How));
        Assert.InRange(mapped.Score, 850, 1000);
        Assert.Contains("home 300/300 (Cologne / 1. FC Köln)", mapped.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (host.Count("fanout.identity.decided", "own"), host.Count("fanout.identity.decided", "score")));
        Assert.Empty(await WriterReplayTests.VerifyAsync(_log));
    }

    [Fact]
    public async Task What_comes_before_its_fixture_goes_to_the_match_that_it_turns_out_to_be()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"));
        Assert.Equal(Outcome.Quarantined, Assert.Single(await host.SendAsync("b", Score("b:9", 2, 0, "18:20"))).Outcome);

        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues"));

        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, "a:1")).Score is { Home: 2 });
    }

    [Fact]
    public async Task The_order_of_the_two_fixtures_decides_which_id_stays_and_nothing_else()
    {
        await using var host = await StartAsync();
        await host.SendAsync("b", Fixture("b:9", "Cologne", "FC Bayern Munich"));
        await host.SendAsync("a", Fixture("a:1", "1. FC Köln", "Bayern München"));

        Assert.Equal(("b:9", "score"), (Name(host, "a", "a:1").Match, Name(host, "a", "a:1").How));
        Assert.Empty(await IngestHost.EntriesAsync(_log, "a:1"));
    }

    [Fact]
    public async Task Two_names_of_one_feed_or_of_one_provider_are_never_one_match()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"), Fixture("a:2", "Reds", "Blues"));
        await host.SendAsync("a-backup", Fixture("a:3", "Reds", "Blues"), Fixture("a:1", "Reds", "Blues"));

        Assert.All(
            new[] { ("a", "a:1"), ("a", "a:2"), ("a-backup", "a:3") },
            one => Assert.Equal(one.Item2, Name(host, one.Item1, one.Item2).Match));
        Assert.Equal(("a:1", "same_name"), (Name(host, "a-backup", "a:1").Match, Name(host, "a-backup", "a:1").How));
    }

    [Fact]
    public async Task An_id_of_ours_is_never_mapped_away_and_others_are_proposed_to_be_its()
    {
        await using var host = await StartAsync();
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues"));
        await host.SendAsync("ours", Fixture("m1", "Reds", "Blues"));
        await host.SendAsync("c", Fixture("c:5", "Greens", "Greys"));
        await host.SendAsync("ours", Fixture("m2", "Yellows", "Pinks"));

        Assert.Equal("m1", Name(host, "ours", "m1").Match);
        Assert.Equal("m1", Assert.Single(Name(host, "b", "b:9").Proposals).Match);
        await host.SendAsync("d", Fixture("d:1", "Yellows", "Pinks"));
        Assert.Equal("m2", Name(host, "d", "d:1").Match);
    }

    [Fact]
    public async Task A_proposal_that_is_confirmed_makes_one_stream_and_the_other_match_leaves_with_a_word()
    {
        await using var host = await StartAsync();
        await ProposedAsync(host);
        await host.SendAsync("b", Score("b:9", 1, 0, "18:10"));
        Assert.Equal(1, host.Count("fanout.identity.decided", "own") - 1);

        var result = await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "the Azzurri are the Blues", Cancel);
        Assert.Equal((MappingOutcome.Done, "a:1", "anna"), (result.Outcome, result.Name!.Match, result.Name.Actor));
        await host.SendAsync("b", Score("b:9", 2, 0, "18:20"));

        Assert.Equal(2, (await IngestHost.StateAsync(_log, "a:1")).Score.Home);
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, "b:9")).Coverage == CoverageValue.None);
        var left = await IngestHost.StateAsync(_log, "b:9");
        Assert.Equal((1, ""), (left.Score.Home, left.Feed.Active));
        Assert.Equal("CONTINUED_AS a:1", ReasonOf((await IngestHost.EntriesAsync(_log, "b:9"))[^1]));
        Assert.Empty(host.Mappings.List(onlyProposed: true));
        Assert.Empty(await WriterReplayTests.VerifyAsync(_log));

        var again = await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "again", Cancel);
        Assert.Equal((MappingOutcome.Done, "the Azzurri are the Blues"), (again.Outcome, again.Name!.Reason));
    }

    [Fact]
    public async Task What_was_put_aside_of_a_match_goes_with_its_feed()
    {
        await using var host = await StartAsync();
        await ProposedAsync(host);
        await host.SendAsync("a", Line("a:1", "goal", "18:20", "\"incident\":{\"id\":\"i1\",\"type\":\"goal\",\"team\":\"home\"}"));
        // b:9 has no such incident; a:1 has.
        var taken = Line("b:9", "void", "18:22", "\"void\":{\"incident\":\"i1\",\"reason\":\"VAR\"}");
        Assert.Equal(QuarantineReason.UnknownIncident, Assert.Single(await host.SendAsync("b", taken)).Reason);

        await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "", Cancel);

        await IngestHost.EventuallyAsync(async () =>
            (await IngestHost.StateAsync(_log, "a:1")).Incidents is [{ State: IncidentState.Types.Value.Voided }]);
    }

    [Fact]
    public async Task What_is_rejected_is_not_proposed_again()
    {
        await using var host = await StartAsync();
        await ProposedAsync(host);

        Assert.Equal(MappingOutcome.Done, (await host.Mappings.RejectAsync("b", "b:9", "a:1", "anna", "another cup", Cancel)).Outcome);
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues", number: 2)); // as alike as can be

        var name = Name(host, "b", "b:9");
        Assert.Equal(("b:9", 0), (name.Match, name.Proposals.Count));
        Assert.Equal(["a:1"], name.Rejected);
        Assert.Equal(1, host.Count("fanout.identity.decided", "rejected"));
    }

    [Fact]
    public async Task A_name_that_was_mapped_to_the_wrong_match_is_moved_and_not_mapped_there_again()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"));
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues"));
        Assert.Equal("a:1", Name(host, "b", "b:9").Match);

        var moved = await host.Mappings.MoveAsync("b", "b:9", "b:9", "anna", "the other Reds", Cancel);
        Assert.Equal((MappingOutcome.Done, "b:9", "moved"), (moved.Outcome, moved.Name!.Match, moved.Name.How));
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues", number: 2), Score("b:9", 3, 0, "18:20"));

        var own = await IngestHost.StateAsync(_log, "b:9");
        Assert.Equal((3, "Reds"), (own.Score.Home, own.Participants[0].Name));
        Assert.Null((await IngestHost.StateAsync(_log, "a:1")).Score);
        Assert.Empty(Name(host, "b", "b:9").Proposals);
    }

    [Fact]
    public async Task A_name_that_never_was_a_match_has_its_fixture_there_once_it_is_moved()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"));
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues"));

        await host.Mappings.MoveAsync("b", "b:9", "b:9", "anna", "", Cancel);
        Assert.Equal(Outcome.Accepted, Assert.Single(await host.SendAsync("b", Score("b:9", 3, 0, "18:20"))).Outcome);

        var own = await IngestHost.StateAsync(_log, "b:9");
        Assert.Equal(("football", "Reds", 3), (own.Sport, own.Participants[0].Name, own.Score.Home));
    }

    [Fact]
    public async Task A_confirmation_that_was_wrong_is_taken_back_and_the_match_goes_on()
    {
        await using var host = await StartAsync();
        await ProposedAsync(host);
        await host.SendAsync("b", Line("b:9", "full", "18:00", "\"coverage\":{\"coverage\":\"FULL\"}"));
        await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "", Cancel);
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, "b:9")).Coverage == CoverageValue.None);

        await host.Mappings.MoveAsync("b", "b:9", "b:9", "anna", "no, they are not", Cancel);

        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, "b:9")).Coverage == CoverageValue.Full);
        await host.SendAsync("b", Score("b:9", 1, 0, "18:20"));
        var own = await IngestHost.StateAsync(_log, "b:9");
        Assert.Equal((1, "b"), (own.Score.Home, own.Feed.Active));
        Assert.Contains("CONTINUED_HERE", (await IngestHost.EntriesAsync(_log, "b:9")).Select(ReasonOf));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_what_is_in_the_way()
    {
        await using var host = await StartAsync();
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"), Fixture("a:2", "Greens", "Greys"));
        await host.SendAsync("b", Fixture("b:9", "Reds", "Blues"), Fixture("b:8", "Pinks", "Greys"));
        await host.SendAsync("c", Fixture("c:1", "Blues", "Reds"));

        await RefusedAsync(MappingOutcome.NotFound, "named no match b:7", host.Mappings.ConfirmAsync("b", "b:7", "a:1", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.NotFound, "a:3", host.Mappings.ConfirmAsync("b", "b:8", "a:3", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.Conflict, "feed b calls a:1 b:9 already", host.Mappings.ConfirmAsync("b", "b:8", "a:1", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.Conflict, "mapped to a:1", host.Mappings.ConfirmAsync("b", "b:9", "a:2", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.Conflict, "mapped to a:1", host.Mappings.RejectAsync("b", "b:9", "a:1", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.NotFound, "a:3", host.Mappings.MoveAsync("b", "b:9", "a:3", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.Invalid, "no id", host.Mappings.MoveAsync("b", "b:9", "not an id", "anna", "", Cancel));
        await RefusedAsync(MappingOutcome.Invalid, "actor", host.Mappings.MoveAsync("b", "b:9", "b:9", "", "", Cancel));
        Assert.True(Assert.Single(Name(host, "c", "c:1").Proposals).Swapped);
        await RefusedAsync(MappingOutcome.Conflict, "the other way round", host.Mappings.ConfirmAsync("c", "c:1", "a:1", "anna", "", Cancel));
    }

    [Fact]
    public async Task Teams_that_were_mapped_once_are_known_by_their_ids_whatever_they_are_called_then()
    {
        await using var host = await StartAsync();
        await ProposedAsync(host); // Reds and Azzurri, of teams b-home and b-away
        await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "", Cancel);

        await host.SendAsync("a", Fixture("a:2", "Blues", "Reds", day: 29, home: "a-away", away: "a-home"));
        await host.SendAsync("b", Fixture("b:10", "Squadra Azzurra", "Rossi", day: 29, home: "b-away", away: "b-home"));

        Assert.Equal(("a:2", "score"), (Name(host, "b", "b:10").Match, Name(host, "b", "b:10").How));
    }

    [Fact]
    public async Task Everything_is_as_it_was_after_a_kill_and_after_a_restart()
    {
        var cut = new SeverableLog(_log);
        IReadOnlyList<KnownName> before;
        await using (var host = await StartAsync(cut))
        {
            await host.SendAsync("a", Fixture("a:1", "Reds", "Blues"), Fixture("a:2", "Greens", "Greys"), Fixture("a:3", "Whites", "Blacks"));
            await host.SendAsync("b", Fixture("b:1", "Reds", "Blues"), Fixture("b:2", "Greens", "Grigi"), Fixture("b:3", "Whites", "Neri"));
            await host.Mappings.RejectAsync("b", "b:3", "a:3", "anna", "no", Cancel);
            before = host.Mappings.List();
            cut.Sever(); // as kill -9: no snapshot, the lease ends by itself
        }

        await using (var host = await StartAsync())
        {
            await IngestHost.EventuallyAsync(() => Task.FromResult(host.Mappings.List().Count == before.Count));
            Same(before, host.Mappings.List());
            await host.Mappings.ConfirmAsync("b", "b:2", "a:2", "anna", "yes", Cancel);
            await host.SendAsync("b", Score("b:1", 1, 0, "18:10"), Score("b:2", 2, 0, "18:10"));
            before = host.Mappings.List();
        }

        await using (var host = await StartAsync())
        {
            await IngestHost.EventuallyAsync(() => Task.FromResult(host.Mappings.List().Count == before.Count));
            Same(before, host.Mappings.List());
            await host.SendAsync("b", Score("b:1", 3, 0, "18:20"), Score("b:2", 4, 0, "18:20"), Score("b:3", 5, 0, "18:20"));
        }
        Assert.Equal(3, (await IngestHost.StateAsync(_log, "a:1")).Score.Home);
        Assert.Equal(4, (await IngestHost.StateAsync(_log, "a:2")).Score.Home);
        Assert.Equal(5, (await IngestHost.StateAsync(_log, "b:3")).Score.Home);
        Assert.Empty(await WriterReplayTests.VerifyAsync(_log));

        static void Same(IReadOnlyList<KnownName> before, IReadOnlyList<KnownName> after) => Assert.Equal(before.Select(Told), after.Select(Told));

        static string Told(KnownName name) => $"{name.Feed} {name.Id} {name.Match} {name.How} {name.Actor} {name.Reason} {name.Score} {name.Decided:O} "
            + $"{string.Join(",", name.Proposals.Select(static one => $"{one.Match} {one.Score}"))} {string.Join(",", name.Rejected)}";
    }

    [Fact]
    public async Task A_snapshot_and_the_entries_give_the_same_book()
    {
        await using (var host = await StartAsync())
        {
            await ProposedAsync(host);
            await host.Mappings.ConfirmAsync("b", "b:9", "a:1", "anna", "", Cancel);
        }
        var place = MappingPlace.IdOf("football");
        var fromEntries = new PartitionMatches(new IngestOptions(), new AliasBook(), arbitration: null, JudgeGuard.Over(null, NullLogger.Instance));
        var partition = Partitioning.Of(place, _log.PartitionCount);
        var page = await _log.ReadAsync(partition, LogPosition.Start, 1_000, Cancel);
        await fromEntries.ApplyAsync(page.Entries, Cancel);
        var snapshot = await _log.ReadSnapshotAsync(partition, default, Cancel);
        var saved = WriterState.Parser.ParseFrom(snapshot!.Matches.Single(match => match.MatchId == place).Writer.Span);

        Assert.Equal(saved, fromEntries.Table.Find(place)!.ToWriterState());
        Assert.NotEmpty(saved.Mapping.Teams);
    }

    [Fact]
    public async Task The_same_fixture_again_is_no_entry_and_without_the_feature_there_is_none_at_all()
    {
        await using (var host = await StartAsync())
        {
            for (var number = 1; number <= 3; number++) await host.SendAsync("a", Fixture("a:1", "Reds", "Blues", number: number));
            Assert.Single(await IngestHost.EntriesAsync(_log, MappingPlace.IdOf("football")));
            await host.SendAsync("a", Fixture("a:1", "Reds", "Blues", number: 4, day: 24));
            Assert.Equal(2, (await IngestHost.EntriesAsync(_log, MappingPlace.IdOf("football"))).Count);
        }
        await using (var host = await IngestHost.StartAsync(_log, identity: new IdentityOptions { Enabled = false }))
        {
            await host.SendAsync("b", Fixture("b:1", "Reds", "Blues", day: 24));
            Assert.Equal(2, (await IngestHost.EntriesAsync(_log, MappingPlace.IdOf("football"))).Count);
            Assert.Equal("b:1", (await IngestHost.StateAsync(_log, "b:1")).Id);
        }
    }

    [Fact]
    public async Task The_World_Cup_that_two_providers_have_is_64_matches()
    {
        await using var host = await StartAsync();
        foreach (var (feed, path) in new[] { ("openfootball", "football-openfootball-json/worldcup-2018.json"), ("wyscout", "football-wyscout-json") })
        {
            var told = Reading.OfPaths(SharedData.PathOf(path.Split('/'))).Events.Where(static one => one.Fixture is not null);
            Assert.True((await host.Ingest.AcceptAsync(feed, [.. told], Cancel)).Complete);
        }

        var names = host.Mappings.List();
        Assert.Equal(4, names.Count(static name => name is { Feed: "wyscout", How: "score" }));
        Assert.Equal(64 + 1, names.Select(static name => name.Match).Distinct().Count()); // one of Wyscout's is of the Euro 2016
        Assert.Empty(host.Mappings.List(onlyProposed: true));
    }

    /// <summary>A match of two feeds, one team of which nobody knows by its other name.</summary>
    private static async Task ProposedAsync(IngestHost host)
    {
        await host.SendAsync("a", Fixture("a:1", "Reds", "Blues", home: "a-home", away: "a-away"));
        await host.SendAsync("b", Fixture("b:9", "Reds", "Azzurri", home: "b-home", away: "b-away"));
        var proposal = Assert.Single(Name(host, "b", "b:9").Proposals);
        Assert.Equal(("a:1", 700, false), (proposal.Match, proposal.Score, proposal.Swapped));
        Assert.Equal(["home 300", "away 0", "start 300", "competition 100"], proposal.Parts.Select(static part => $"{part.Name} {part.Points}"));
    }

    private static async Task RefusedAsync(MappingOutcome outcome, string detail, Task<MappingResult> asked)
    {
        var result = await asked;
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
    }

    private Task<IngestHost> StartAsync(IEventLog? log = null) => IngestHost.StartAsync(log ?? _log, identity: new IdentityOptions());

    private static KnownName Name(IngestHost host, string feed, string id) =>
        host.Mappings.List().Single(name => name.Feed == feed && name.Id == id);

    private static string ReasonOf(LogEntry entry) => LoggedChange.Parser.ParseFrom(entry.Public.Span).Correction?.Reason ?? "";

    private static string Fixture(
        string match, string homeName, string awayName, int number = 1, int day = 22, string home = "", string away = "") => Line(
            match, $"fixture-{number}-{day}", $"17:0{number}",
            "\"fixture\":{\"sport\":\"football\",\"competition\":{\"name\":\"Cup\"},"
            + $"\"home\":{{\"id\":\"{home}\",\"name\":\"{homeName}\"}},\"away\":{{\"id\":\"{away}\",\"name\":\"{awayName}\"}},"
            + $"\"start\":\"2026-11-{day}T18:00:00Z\"}}");

    private static string Score(string match, int home, int away, string at) =>
        Line(match, $"score-{home}-{away}", at, $"\"score\":{{\"home\":{home},\"away\":{away}}}");

    private static string Line(string match, string id, string at, string content) =>
        $"{{\"id\":\"{match}-{id}\",\"match\":\"{match}\",\"at\":\"2026-11-22T{at}:00Z\",{content}}}";
}
