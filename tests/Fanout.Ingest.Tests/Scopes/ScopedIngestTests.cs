using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Mapping;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Scopes;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Scopes;

/// <summary>What goes beyond the scope of a feed leaves nothing behind, whether it was pushed or fetched.</summary>
public sealed class ScopedIngestTests
{
    private static readonly FeedScopes Scopes =
        new(new Dictionary<string, FeedScopeOptions> { ["f1"] = new() { Sports = { "tennis" } } });

    [Fact]
    public async Task A_fixture_beyond_it_claims_no_name_where_one_match_is_looked_for_under_several()
    {
        var log = new InMemoryEventLog(4, TimeProvider.System);
        await using var host = await IngestHost.StartAsync(log, identity: new IdentityOptions(), scopes: Scopes);

        var answers = await host.SendAsync("f1", Fixture("m1", "cricket"), Fixture("m2", "tennis"));

        Assert.Equal(
            [(Outcome.Rejected, Verdict.OutOfScope, "feed f1 may not speak of the sport \"cricket\""), (Outcome.Accepted, "", "")],
            answers.Select(static answer => (answer.Outcome, answer.Reason, answer.Detail)));
        Assert.Empty(await IngestHost.EntriesAsync(log, MappingPlace.IdOf("cricket")));
        Assert.Empty(await IngestHost.EntriesAsync(log, "m1"));
        Assert.Single(await IngestHost.EntriesAsync(log, MappingPlace.IdOf("tennis")));
        Assert.Equal("m2", Assert.Single(host.Mappings.List()).Id);
        Assert.Equal((1, 1), (host.Count("fanout.ingest.events", "rejected"), host.Count("fanout.ingest.events", "accepted")));
    }

    private static string Fixture(string match, string sport) =>
        $$"""
        {"id":"{{match}}","match":"{{match}}","at":"2026-11-22T17:00:00Z","fixture":{
        "sport":"{{sport}}","home":{"id":"1","name":"Reds"},"away":{"id":"2","name":"Blues"},"start":"2026-11-22T18:00:00Z"} }
        """;
}
