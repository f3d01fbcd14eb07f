using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Fanout.Server.Delivery;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>What a call on a connection's descriptor came to.</summary>
internal enum Came : byte
{
    /// <summary>Bytes were moved.</summary>
    Done,

    /// <summary>Nothing can be moved now.</summary>
    WouldBlock,

    /// <summary>The peer sends no more; only of reading.</summary>
    End,

    /// <summary>The connection is lost.</summary>
    Lost,
}

/// <summary>A connection's file descriptor, which does not wait: calls on it, and its end.</summary>
/// <remarks>
/// A plain number: only the loop that owns it uses it, so that it cannot be closed, and given to another connection,
/// under a call. A handle that counts its users would be two interlocked operations for each call.
/// </remarks>
[SupportedOSPlatform("linux")]
internal readonly unsafe record struct Descriptor(int Number)
{
    private const int DoNotSignal = 0x4000; // MSG_NOSIGNAL
    private const int Peeking = 0x2; // MSG_PEEK
    private const int LevelSocket = 1; // SOL_SOCKET
    private const int OptionSendBuffer = 7; // SO_SNDBUF
    private const int OptionLinger = 13; // SO_LINGER
    private const int OptionNoDelay = 1; // TCP_NODELAY
    private const int BothWays = 2; // SHUT_RDWR

    /// <summary>Takes bytes off the connection.</summary>
    public Came Receive(Span<byte> buffer, out int size) => Receive(buffer, 0, out size);

    /// <summary>Looks at bytes, and leaves them where they are.</summary>
    public Came Peek(Span<byte> buffer, out int size) => Receive(buffer, Peeking, out size);

    /// <summary>Hands bytes to the kernel, which may take only the first of them.</summary>
    public Came Send(ReadOnlySpan<byte> bytes, out int size)
    {
        fixed (byte* pinned = bytes)
        {
            while (true)
            {
                var sent = Libc.Send(Number, pinned, (nuint)bytes.Length, DoNotSignal);
                size = (int)Math.Max(sent, 0);
                if (sent >= 0)
                    return Came.Done;
                if (Failure(Marshal.GetLastSystemError()) is { } came)
                    return came;
            }
        }
    }

    /// <summary>What is sent goes out at once: it is gathered before, by us.</summary>
    public void SendAtOnce()
    {
        var yes = 1;
        _ = Libc.SetOption(Number, TcpInfo.Level, OptionNoDelay, (byte*)&yes, sizeof(int));
    }

    /// <summary>
    /// What the kernel may hold for a peer that does not read, in bytes; it doubles the number for its own needs.
    /// </summary>
    public void LimitSendBuffer(int bytes) =>
        _ = Libc.SetOption(Number, LevelSocket, OptionSendBuffer, (byte*)&bytes, sizeof(int));

    /// <summary>What the kernel knows of the peer.</summary>
    public PeerProgress Progress()
    {
        Span<byte> info = stackalloc byte[TcpInfo.Size];
        var size = info.Length;
        fixed (byte* pinned = info)
        {
            if (Libc.GetOption(Number, TcpInfo.Level, TcpInfo.Option, pinned, &size) < 0)
                size = 0;
        }
        return TcpInfo.Read(info[..size], acknowledgedBefore: 0);
    }

    /// <summary>Ends the connection in order; what the kernel holds still goes out.</summary>
    public void Close()
    {
        _ = Libc.Shutdown(Number, BothWays);
        _ = Libc.Close(Number);
    }

    /// <summary>Cuts the connection off: what the kernel holds for a peer that does not take it is let go of.</summary>
    public void Reset()
    {
        var atOnce = (OnOff: 1, Seconds: 0); // struct linger
        _ = Libc.SetOption(Number, LevelSocket, OptionLinger, (byte*)&atOnce, 2 * sizeof(int));
        _ = Libc.Close(Number);
    }

    private Came Receive(Span<byte> buffer, int flags, out int size)
    {
        fixed (byte* pinned = buffer)
        {
            while (true)
            {
                var received = Libc.Receive(Number, pinned, (nuint)buffer.Length, flags);
                size = (int)Math.Max(received, 0);
                if (received > 0)
                    return Came.Done;
                if (received == 0)
                    return Came.End;
                if (Failure(Marshal.GetLastSystemError()) is { } came)
                    return came;
            }
        }
    }

    /// <summary>What an error says; null: try again.</summary>
    private static Came? Failure(int error) => error switch
    {
        Libc.ErrorInterrupted => null,
        Libc.ErrorWouldBlock => Came.WouldBlock,
        _ => Came.Lost,
    };
}
