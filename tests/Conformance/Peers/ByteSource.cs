using System.Net.Sockets;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>What a socket receives, taken off in pieces of any size.</summary>
internal sealed class ByteSource(Socket socket)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>So many bytes; fewer where the other side ended before.</summary>
    public async Task<byte[]> TakeAsync(int size, CancellationToken cancellation)
    {
        var taken = new byte[size];
        for (var filled = 0; filled < size;)
        {
            if (_start == _end && !await FillAsync(cancellation))
                return taken[..filled];
            var count = Math.Min(size - filled, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(taken.AsSpan(filled));
            _start += count;
            filled += count;
        }
        return taken;
    }

    /// <summary>All bytes up to the mark, the mark included; fewer where the other side ended before.</summary>
    public async Task<byte[]> TakeThroughAsync(byte[] mark, CancellationToken cancellation)
    {
        var taken = new List<byte>();
        while (!taken.TakeLast(mark.Length).SequenceEqual(mark))
        {
            if (_start == _end && !await FillAsync(cancellation))
                break;
            taken.Add(_buffer[_start++]);
        }
        return [.. taken];
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _start = 0;
        _end = await socket.ReceiveAsync(_buffer, cancellation);
        return _end > 0;
    }
}
