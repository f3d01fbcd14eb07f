using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Fanout.Conformance.Tests.Peers;
using Fanout.Conformance.Tests.Servers;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Conformance.Tests.Misuse;

/// <summary>
/// Clients that speak the protocol by chance, rightly, oddly and wrongly, and one that only listens: whatever they say, each gets
/// the close code that its own last words deserve, and the one that listens gets every delta.
/// </summary>
/// <remarks>
/// The same conversations in every run; others for as many minutes as <c>FANOUT_FUZZ_MINUTES</c> says where that is set, as
/// <c>./build.sh fuzz</c> does. What fails says its number; <c>FANOUT_FUZZ_SEED</c> begins with that one.
/// </remarks>
public abstract class MisuseTests(StreamServer server)
{
    private const int RoundsMin = 10;
    private const int RoundCount = 24; // conversations between two deltas
    private const int AtATime = 8;
    private const int InternalError = 1011;

    private static ParallelOptions AFewAtATime => new() { MaxDegreeOfParallelism = AtATime, CancellationToken = TestContext.Current.CancellationToken };

    [Fact, Rfc(6455, "7.1.7"), Rfc(6455, "7.4.1")]
    public async Task Whatever_is_said_is_answered_as_it_deserves_and_disturbs_nobody()
    {
        var match = $"misuse-{GetType().Name}";
        using var feed = new TestFeed(server.Process);
        await feed.AcceptedAsync(TestFeed.Fixture(match));
        using var listener = await Peer.OpenAsync(server);
        await listener.SendAsync(Frames.WholeText($$$"""{"subscribe":{"ref":1,"topics":[{"topic":"match/{{{match}}}"}]}}"""));
        await ReceivedAsync(listener, "snapshot");

        var time = Setting("FANOUT_FUZZ_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) : default;
        var seed = Setting("FANOUT_FUZZ_SEED") ?? (time > default(TimeSpan) ? RandomNumberGenerator.GetInt32(int.MaxValue / 2) : 1);
        var began = TimeProvider.System.GetTimestamp();
        var round = 0;
        for (; round < RoundsMin || TimeProvider.System.GetElapsedTime(began) < time; round++)
        {
            var first = seed + (round * RoundCount);
            listener.BePatient();
            await Parallel.ForEachAsync(Enumerable.Range(first, RoundCount), AFewAtATime, async (number, _) => await HoldAsync(number, match));
            await feed.AcceptedAsync(FormattableString.Invariant(
                $$"""{"id":"s{{round}}","match":"{{match}}","at":"2026-11-22T18:{{round / 60 % 60:00}}:{{round % 60:00}}Z","incident":{"id":"i{{round % 50}}","type":"comment","text":"{{first}}"} }"""));
            var delta = await ReceivedAsync(listener, "delta");
            Assert.Contains(first.ToString(CultureInfo.InvariantCulture), delta, StringComparison.Ordinal);
            await listener.SendAsync(Frames.WholeText(listener.Question())); // who says nothing for two minutes is closed
        }
        Assert.DoesNotContain("unhandled exception", server.Process.Output, StringComparison.OrdinalIgnoreCase);
        TestContext.Current.SendDiagnosticMessage($"{GetType().Name}: {round * RoundCount} conversations from seed {seed} on");
    }

    /// <summary>Holds the conversation of a number, and says which where something is wrong with it.</summary>
    private async Task HoldAsync(int number, string match)
    {
        var conversation = new Conversation(number, match);
        try
        {
            await HoldAsync(conversation);
        }
#pragma warning disable CA1031 // Whatever it is, it is told with its number.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Assert.Fail($"seed {number}: {failure.Message}\n{conversation}");
        }
    }

    private async Task HoldAsync(Conversation conversation)
    {
        using var peer = await Peer.OpenAsync(server, conversation.Request);
        try
        {
            foreach (var piece in conversation.Pieces) await peer.SendAsync(piece);
            if (conversation.IsDamaged || conversation.Ending.Codes.Length == 0) peer.EndSending();
        }
        catch (SocketException gone) when (conversation.IsDamaged && gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            // It was closed before all was said.
        }

        var answered = new List<uint>();
        ReceivedFrame? frame;
        while ((frame = await peer.NextOrEndAsync()) is { Opcode: not Opcodes.Close })
        {
            if (conversation.IsJson && frame.Opcode == Opcodes.Text && !frame.Deflated && NonceOf(frame.Text) is { } nonce) answered.Add(nonce);
        }
        Judge(conversation, frame is null ? null : frame.Payload is [var high, var low, ..] ? (high << 8) | low : 1005, answered);
    }

    private static void Judge(Conversation conversation, int? code, List<uint> answered)
    {
        if (conversation.IsDamaged)
        {
            Assert.NotEqual(InternalError, code); // else any: a ping with one bit changed is a close frame, and is answered
            return;
        }
        if (conversation.Ending.Codes.Length == 0) Assert.Null(code);
        else Assert.True(code is not null && conversation.Ending.Codes.Contains(code.Value), $"closed with {code}, not {string.Join(" or ", conversation.Ending.Codes)}");
        if (!conversation.IsJson || conversation.Deflates) return;
        Assert.Equal(conversation.Asked.Take(answered.Count), answered); // each once, in their order
        if (!conversation.Waits && code is >= 1000 and < 4003 && code == conversation.Ending.Codes[0] && conversation.Ending.About.StartsWith("closes", StringComparison.Ordinal))
            Assert.Equal(conversation.Asked.Count, answered.Count);
    }

    /// <summary>Every message of the server is one member of JSON.</summary>
    private static uint? NonceOf(string text)
    {
        using var document = JsonDocument.Parse(text);
        var member = Assert.Single(document.RootElement.EnumerateObject());
        return member.Name == "pong" ? member.Value.GetProperty("nonce").GetUInt32() : null;
    }

    private static async Task<string> ReceivedAsync(Peer listener, string kind)
    {
        while (true)
        {
            var text = (await listener.NextAsync()).Text;
            Assert.DoesNotContain("goodbye", text, StringComparison.Ordinal);
            if (text.StartsWith($"{{\"{kind}\":", StringComparison.Ordinal)) return text;
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
