using System.Text;

namespace Fanout.Ingest.Adapters.Text;

/// <summary>
/// Reads bytes that are not UTF-8 as Windows-1252, each for itself, so that one wrong name does not cost the file. One per
/// reading.
/// </summary>
/// <param name="tell">Told of the first of them: its place in the bytes that are being decoded, below zero where it was left over from those before.</param>
internal sealed class Windows1252Fallback(Action<int> tell) : DecoderFallback
{
    // 0x80 to 0x9F, where Windows-1252 differs from ISO 8859-1 (WHATWG Encoding, index windows-1252).
    private const string Upper =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private bool _isTold;

    public override int MaxCharCount => 4; // as many as a sequence of UTF-8 has bytes

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Replacement(this);

    private void Tell(int index)
    {
        if (!_isTold) tell(index);
        _isTold = true;
    }

    private static char CharOf(byte value) => value is >= 0x80 and < 0xA0 ? Upper[value - 0x80] : (char)value;

    private sealed class Replacement(Windows1252Fallback owner) : DecoderFallbackBuffer
    {
        private byte[] _bytes = [];
        private int _next;

        public override int Remaining => _bytes.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            owner.Tell(index);
            (_bytes, _next) = (bytesUnknown, 0);
            return bytesUnknown.Length > 0;
        }

        public override char GetNextChar() => _next < _bytes.Length ? CharOf(_bytes[_next++]) : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0) return false;
            _next--;
            return true;
        }

        public override void Reset() => (_bytes, _next) = ([], 0);
    }
}
