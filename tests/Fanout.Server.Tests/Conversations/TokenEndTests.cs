using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;
using Fanout.Server.Tests.Simulating;
using Fanout.Server.Tests.Sse;

namespace Fanout.Server.Tests.Conversations;

/// <summary>A token ends, or is taken back, while something waits for its reader to take bytes: none of it is made any more.</summary>
public sealed class TokenEndTests : IDisposable
{
    private const int Asked = 5;

    private readonly string _file = Path.GetTempFileName();
    private readonly HttpClient _http = new();
    private readonly GivenAccess _access = new();
    private readonly TestNode _node;
    private readonly SourceMatch _match;

    public TokenEndTests()
    {
        _node = new TestNode(_access);
        _access.Grant("short", _node.UnixMs + 10_000);
        _match = _node.Match();
    }

    public static TheoryData<string> Both => EitherSubprotocol.Both;

    public void Dispose()
    {
        _http.Dispose();
        File.Delete(_file);
    }

    [Theory, MemberData(nameof(Both))]
    public void Answers_that_wait_when_a_token_ends_are_refused_and_the_connection_is_closed(string subprotocol)
    {
        var client = Blocked(subprotocol, "short");

        _node.Pass(TimeSpan.FromSeconds(12));
        _match.Publish(SourceMatch.Score(1, 0));

        ReadsNothingBut(client, CloseCode.TokenExpired);
    }

    /// <summary>Connections are looked at once a second; the answers of that second are not given either.</summary>
    [Theory, MemberData(nameof(Both))]
    public void Answers_are_refused_from_the_moment_at_which_a_token_ends(string subprotocol)
    {
        var client = Blocked(subprotocol, "short");

        _node.Pass(TimeSpan.FromMilliseconds(9_500));
        _node.Time.Advance(TimeSpan.FromMilliseconds(500));

        client.Sink.Open(null);
        _node.TurnOnce(); // what peers did comes before what is due by the clock
        var frames = client.ReadSent();
        Assert.Equal(Asked, frames.Count(static frame => frame.Error?.Code == ErrorCode.Types.Value.NotAllowed));
        Assert.DoesNotContain(frames, static frame => frame.Subscribed is not null);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Answers_that_wait_when_a_token_is_revoked_are_refused_and_the_connection_is_closed(string subprotocol)
    {
        var revocations = await RevocationsAsync();
        _access.Grant("t1", revocations: revocations);
        var client = Blocked(subprotocol, "t1");

        await RevokeAsync(revocations, "t1");
        _match.Publish(SourceMatch.Score(1, 0));

        ReadsNothingBut(client, CloseCode.TokenRefused);
    }

    [Theory, MemberData(nameof(Both))]
    public void What_a_reader_has_missed_when_its_token_ends_is_not_made_up_for(string subprotocol)
    {
        var client = Reader(subprotocol, "short");
        client.Subscribe("match/m1");
        Assert.Equal(2, client.Read().Count);

        client.Sink.Open(0);
        _match.Publish(SourceMatch.Score(1, 0));
        _node.Pass(TimeSpan.FromSeconds(12));
        client.Sink.Open(null);

        Assert.Equal((uint)CloseCode.TokenExpired, Assert.Single(client.Read()).Goodbye.Code);
    }

    [Fact]
    public void Server_sent_events_end_with_the_token_that_opened_them()
    {
        var reader = new EventReader(_node, "?topic=match/m1", principal: PrincipalOf("short", _node.UnixMs + 10_000));
        Assert.Equal(2, reader.Read().Count);

        _node.Pass(TimeSpan.FromSeconds(12));
        _match.Publish(SourceMatch.Score(1, 0));

        Assert.Equal((uint)CloseCode.TokenExpired, Assert.Single(reader.Read()).Frame.Goodbye.Code);
        Assert.True(reader.Sink.Ended);
    }

    [Fact]
    public async Task Server_sent_events_end_when_the_token_that_opened_them_is_revoked()
    {
        var revocations = await RevocationsAsync();
        var reader = new EventReader(
            _node, "?topic=match/m1&topic=score/m1", principal: PrincipalOf("t1", 0) with { Revocations = revocations });
        Assert.Equal(4, reader.Read().Count);
        reader.Sink.Open(0);
        _match.Publish(SourceMatch.Score(1, 0));
        _node.Turn();

        await RevokeAsync(revocations, "t1");
        reader.Sink.Open(null);

        Assert.Equal((uint)CloseCode.TokenRefused, Assert.Single(reader.Read()).Frame.Goodbye.Code);
        Assert.True(reader.Sink.Ended);
    }

    private static void ReadsNothingBut(TestClient client, CloseCode code)
    {
        client.Sink.Open(null);
        var frames = client.Read();
        Assert.Equal(Asked + 1, frames.Count);
        Assert.All(frames[..Asked], static frame => Assert.Equal(ErrorCode.Types.Value.NotAllowed, frame.Error.Code));
        Assert.Equal((uint)code, frames[^1].Goodbye.Code);
        Assert.Equal(code, client.Closed);
        Assert.True(client.Sink.Ended);
    }

    /// <summary>A reader who is owed answers that it does not take.</summary>
    private TestClient Blocked(string subprotocol, string token)
    {
        var client = Reader(subprotocol, token);
        client.Sink.Open(0);
        for (var number = 1u; number <= Asked; number++)
            client.Subscribe("match/m1", reference: number);
        Assert.Empty(client.Read());
        return client;
    }

    private TestClient Reader(string subprotocol, string token)
    {
        var client = _node.Connect(subprotocol);
        client.Send(new ClientFrame { Hello = new Hello { Token = token } });
        Assert.NotNull(Assert.Single(client.Read()).Authorized);
        return client;
    }

    private static Principal PrincipalOf(string token, long expiresMs) =>
        new(token, expiresMs, Rights.All) { Token = new TokenMark(token, null, 0) };

    private async Task<Revocations> RevocationsAsync()
    {
        var revocations = new Revocations("ours", _file, _http);
        await File.WriteAllTextAsync(_file, "{}", TestContext.Current.CancellationToken);
        Assert.True(await revocations.ReadAsync(TestContext.Current.CancellationToken));
        return revocations;
    }

    private async Task RevokeAsync(Revocations revocations, string token)
    {
        await File.WriteAllTextAsync(_file, $$"""{"tokens":["{{token}}"]}""", TestContext.Current.CancellationToken);
        Assert.True(await revocations.ReadAsync(TestContext.Current.CancellationToken));
        _node.Shards.LookAtAll();
        _node.Turn();
    }
}
