using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>A listening socket on its loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Listening(
    EventLoop loop, Socket socket, StreamListener listener, ILogger<StreamListener> log) : Watched, IDeadline
{
    private const int DoNotWait = 0x800; // SOCK_NONBLOCK
    private const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int AcceptsInARow = 64; // then the connections that are there have their turn: half a millisecond
    private const int PauseMs = 100;

    private readonly int _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
    private bool _ended;

    public void Begin()
    {
        if (!_ended)
            // level-triggered: who was not accepted in this turn is in the next
            loop.Add(this, _descriptor, Readiness.In);
    }

    public override void Ready(Readiness what)
    {
        var address = stackalloc byte[PeerAddress.Size];
        for (var count = 0; count < AcceptsInARow && !_ended; count++)
        {
            var size = PeerAddress.Size;
            *(ushort*)address = 0; // no family, if nothing is written
            var accepted = Libc.Accept(_descriptor, address, &size, DoNotWait | CloseOnExec);
            if (accepted >= 0)
            {
                Take(new Descriptor(accepted), PeerAddress.Read(new ReadOnlySpan<byte>(address, PeerAddress.Size)));
                continue;
            }
            if (Marshal.GetLastSystemError() is Libc.ErrorFilesExhausted or Libc.ErrorSystemFilesExhausted)
                Pause();
            return; // nobody waits, or somebody has gone before he was accepted
        }
    }

    /// <summary>Goes on after a pause; who waits meanwhile waits in the kernel.</summary>
    public void Due() => Begin();

    public void End()
    {
        if (_ended)
            return;
        _ended = true;
        if (Slot >= 0)
            loop.Remove(this, _descriptor);
        socket.Dispose();
    }

    public override void Stop() => End();

    /// <summary>
    /// A connection from an address that is told here and never again: the system forgets it where the peer resets the
    /// connection, and what it sent before that can still be read.
    /// </summary>
    private void Take(Descriptor descriptor, IPEndPoint? peer)
    {
        // from nowhere: no limit by address would hold for it
        if (peer is null || listener.Visitors.Begin(peer.Address) is not { } visit)
        {
            descriptor.Reset();
            return;
        }
        descriptor.SendAtOnce();
        listener.Take(new Accepted(descriptor, peer, visit));
    }

    /// <summary>The process has no descriptor left: to be told again at once would only heat the processor.</summary>
    private void Pause()
    {
        EventLoopLog.FilesExhausted(log, loop.WatchedCount);
        loop.Remove(this, _descriptor);
        loop.Remind(this, loop.NowMs + PauseMs);
    }
}
