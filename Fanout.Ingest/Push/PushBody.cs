using System.Buffers;
using System.IO.Pipelines;

namespace Fanout.Ingest.Push;

/// <summary>The body of a push request in rented memory, never more of it than is allowed.</summary>
internal sealed class PushBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>Bytes read.</summary>
    public int Size { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Size);

    /// <summary>
    /// Reads to the end; false, and reads no further, once there are more than <paramref name="sizeMax"/> bytes.
    /// </summary>
    public async ValueTask<bool> TryReadAsync(PipeReader reader, int sizeMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (Size + read.Buffer.Length > sizeMax)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return false;
            }
            Append(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return true;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Append(ReadOnlySequence<byte> bytes)
    {
        var needed = Size + (int)bytes.Length;
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        bytes.CopyTo(_buffer.AsSpan(Size));
        Size = needed;
    }
}
