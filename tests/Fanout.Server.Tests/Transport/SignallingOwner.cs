using System.Text;
using System.Threading.Channels;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Transport;

namespace Fanout.Server.Tests.Transport;

/// <summary>Tells a test, in words, what it was told.</summary>
internal sealed class SignallingOwner : IConnectionOwner
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> _touched = Channel.CreateUnbounded<bool>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All that nobody has asked for yet.</summary>
    public List<string> TakeTold()
    {
        var told = new List<string>();
        while (_told.Reader.TryRead(out var what))
        {
            told.Add(what);
        }

        return told;
    }

    public async Task<string> NextAsync() => await _told.Reader.ReadAsync(Cancellation);

    public async Task WaitForTouch() => await _touched.Reader.ReadAsync(Cancellation);

    public void Touch() => Assert.True(_touched.Writer.TryWrite(true));

    public void PostMessage(in Message message) => Tell($"{message.Opcode} {Encoding.UTF8.GetString(message.Payload)}");

    public void PostViolation(ProtocolViolationException violation) => Tell($"violation {violation.Code}");

    public void PostWritable() => Tell("writable");

    public void PostEnded() => Tell("ended");

    private void Tell(string what) => Assert.True(_told.Writer.TryWrite(what));
}
