using System.Text.Json;
using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
using Fanout.Server.Delivery;
using Fanout.Server.Tests.Simulating;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fanout.Server.Tests.Access;

public sealed class RevocationTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private const int TimesMax = 2_000; // ten seconds

    private readonly string _file = Path.GetTempFileName();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        File.Delete(_file);
    }

    [Theory]
    [InlineData("t1", "s1", 100, true)]
    [InlineData("t2", "s1", 100, false)]
    [InlineData(null, null, 0, false)]
    [InlineData("t2", "s2", 99, true)]
    [InlineData("t2", "s2", 100, false)]
    [InlineData("t2", "s2", 0, true)]
    [InlineData("T1", "S2", 0, false)]
    public void A_token_is_revoked_by_its_id_or_with_all_of_its_subject_up_to_a_time(string? id, string? subject, long issued, bool isRevoked)
    {
        var list = RevocationList.Parse("""{"tokens":["t1"],"subjects":{"s2":100}}""");
        Assert.Equal(isRevoked, list.Covers(new TokenMark(id, subject, issued)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"tokens":"t1"}""")]
    [InlineData("""{"token":["t1"]}""")]
    [InlineData("""{"subjects":{"s":"yesterday"}}""")]
    public void What_is_no_list_is_refused(string text) => Assert.Throws<JsonException>(() => RevocationList.Parse(text));

    [Fact]
    public async Task The_last_list_holds_where_it_cannot_be_read_and_none_is_no_reason_to_let_anybody_in()
    {
        var revocations = new Revocations("ours", _file, _http);
        var (mine, other) = (new TokenMark("t1", null, 0), new TokenMark("t2", null, 0));
        Assert.Throws<AccessUnavailableException>(() => revocations.Covers(other));

        await File.WriteAllTextAsync(_file, """{"tokens":["t1"]}""", Cancellation);
        Assert.True(await revocations.ReadAsync(Cancellation));
        Assert.False(await revocations.ReadAsync(Cancellation));
        Assert.Equal((true, false), (revocations.Covers(mine), revocations.Covers(other)));

        foreach (var text in new[] { "{", new string(' ', RevocationList.BytesMax + 1) })
        {
            await File.WriteAllTextAsync(_file, text, Cancellation);
            var failure = await Assert.ThrowsAsync<AccessUnavailableException>(() => revocations.ReadAsync(Cancellation));
            Assert.Contains(_file, failure.Message, StringComparison.Ordinal);
            Assert.True(revocations.Covers(mine));
        }
        await File.WriteAllTextAsync(_file, "{}", Cancellation);
        Assert.True(await revocations.ReadAsync(Cancellation));
        Assert.False(revocations.Covers(mine));
    }

    [Fact]
    public async Task Whose_token_is_revoked_is_closed_at_the_next_look_and_nobody_else()
    {
        var revocations = new Revocations("ours", _file, _http);
        await ReviseAsync(revocations, "{}");
        var access = new GivenAccess();
        access.Grant("t1", revocations: revocations);
        access.Grant("t2", revocations: revocations);
        var node = new TestNode(access);
        var (first, second) = (Reader(node, "t1"), Reader(node, "t2"));

        await ReviseAsync(revocations, """{"tokens":["t1"]}""");
        node.Shards.LookAtAll();

        Assert.Equal("the token was revoked", Assert.Single(first.Read()).Goodbye.Reason);
        Assert.Equal(CloseCode.TokenRefused, first.Closed);
        Assert.Empty(second.Read());
        Assert.Null(second.Closed);
    }

    /// <summary>A list that grows every ten seconds must not hold up what is delivered to everybody.</summary>
    [Fact]
    public async Task No_turn_looks_at_more_readers_than_others_do()
    {
        const int crowd = (2 * Timeouts.LooksPerTurn) + 1;
        var revocations = new Revocations("ours", _file, _http);
        await ReviseAsync(revocations, "{}");
        var access = new GivenAccess();
        access.Grant("t1", revocations: revocations);
        var node = new TestNode(access, static options => options.Shards = 1);
        var readers = Enumerable.Range(0, crowd).Select(_ => Reader(node, "t1")).ToList();

        await ReviseAsync(revocations, """{"tokens":["t1"]}""");
        node.Shards.LookAtAll();
        var closed = new List<int>();
        while (node.Shards.All[0].HasWork)
        {
            node.TurnOnce();
            closed.Add(readers.Count(static reader => reader.Connection.Closing));
        }

        Assert.Equal(
            [Timeouts.LooksPerTurn, 2 * Timeouts.LooksPerTurn, crowd], closed.Distinct().Where(static count => count > 0));
    }

    /// <summary>The list changed while its issuer's keys were asked for.</summary>
    [Fact]
    public async Task A_token_that_is_revoked_while_it_is_judged_is_refused()
    {
        var revocations = new Revocations("ours", _file, _http);
        await ReviseAsync(revocations, "{}");
        var access = new GivenAccess();
        access.Grant("t1", revocations: revocations);
        var node = new TestNode(access);
        var client = node.Connect("proto");
        access.Hold();
        client.Send(new ClientFrame { Hello = new Hello { Token = "t1" } });
        client.Read();

        await ReviseAsync(revocations, """{"tokens":["t1"]}""");
        node.Shards.LookAtAll();
        access.Release();

        Assert.DoesNotContain(client.Read(), static frame => frame.Authorized is not null);
        Assert.Equal(CloseCode.TokenRefused, client.Closed);
    }

    [Fact]
    public async Task Lists_are_asked_for_at_once_so_that_the_server_starts_with_all_of_them()
    {
        var otherAsked = new TaskCompletionSource();
        using var slow = Answering(async cancellation =>
        {
            await otherAsked.Task.WaitAsync(cancellation);
            return "{}";
        });
        using var quick = Answering(_ =>
        {
            otherAsked.TrySetResult();
            return Task.FromResult("{}");
        });
        slow.Timeout = TimeSpan.FromSeconds(10);
        Revocations[] lists = [new("slow", "https://slow.test/", slow), new("quick", "https://quick.test/", quick)];
        var node = new TestNode();
        using var reader = new RevocationReader(lists, node.Shards, node.Time, NullLogger<RevocationReader>.Instance);

        await reader.StartAsync(Cancellation);

        Assert.DoesNotContain(null, lists.Select(static one => one.List));
        await reader.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_list_that_does_not_come_holds_up_no_other_and_whoever_is_in_that_is_closed()
    {
        var isAway = false;
        using var slow = Answering(cancellation =>
            isAway ? new TaskCompletionSource<string>().Task.WaitAsync(cancellation) : Task.FromResult("{}"));
        Revocations[] lists = [new("slow", "https://slow.test/", slow), new("quick", _file, _http)];
        var access = new GivenAccess();
        access.Grant("t1", revocations: lists[1]);
        var node = new TestNode(access);
        var time = new FakeTimeProvider();
        using var reader = new RevocationReader(lists, node.Shards, time, NullLogger<RevocationReader>.Instance);
        await File.WriteAllTextAsync(_file, "{}", Cancellation);
        await reader.StartAsync(Cancellation);
        var client = Reader(node, "t1");

        isAway = true;
        await File.WriteAllTextAsync(_file, """{"tokens":["t1"]}""", Cancellation);
        for (var times = 0; client.Closed is null && times < TimesMax; times++)
        {
            time.Advance(RevocationReader.Interval); // the first may come before the reader waits for it
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
            client.Read();
        }

        Assert.Equal(CloseCode.TokenRefused, client.Closed);
        await reader.StopAsync(CancellationToken.None);
    }

    private static HttpClient Answering(Func<CancellationToken, Task<string>> answer) => new(new GivenAnswers(answer));

    private async Task ReviseAsync(Revocations revocations, string list)
    {
        await File.WriteAllTextAsync(_file, list, Cancellation);
        Assert.True(await revocations.ReadAsync(Cancellation));
    }

    private static TestClient Reader(TestNode node, string token)
    {
        var client = node.Connect("proto");
        client.Send(new ClientFrame { Hello = new Hello { Token = token } });
        Assert.NotNull(Assert.Single(client.Read()).Authorized);
        return client;
    }
}
