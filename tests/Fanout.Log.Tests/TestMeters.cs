using System.Diagnostics.Metrics;

namespace Fanout.Log.Tests;

/// <summary>Meters of one test, so that tests running side by side do not see each other's numbers.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(new MeterOptions(options.Name) { Scope = this });
        _meters.Add(meter);
        return meter;
    }

    /// <summary>Everything that one instrument says from now on.</summary>
    public Reading Read(string instrument) => new(this, instrument);

    public void Dispose()
    {
        foreach (Meter meter in _meters)
            meter.Dispose();
    }

    /// <summary>What an instrument of these meters has said. Safe for concurrent use.</summary>
    public sealed class Reading : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<double> _values = [];

        internal Reading(TestMeters meters, string instrument)
        {
            _listener.InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Scope == meters && published.Name == instrument)
                    listener.EnableMeasurementEvents(published);
            };
            _listener.SetMeasurementEventCallback<double>((_, value, _, _) => Add(value));
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Add(value));
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Add(value));
            _listener.Start();
        }

        /// <summary>What was counted, in order.</summary>
        public IReadOnlyList<double> Values
        {
            get
            {
                lock (_values)
                    return [.. _values];
            }
        }

        /// <summary>What a gauge shows now; <see langword="null"/>: nothing.</summary>
        public double? Observe()
        {
            lock (_values)
            {
                int before = _values.Count;
                _listener.RecordObservableInstruments();
                return _values.Count > before ? _values[^1] : null;
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(double value)
        {
            lock (_values)
                _values.Add(value);
        }
    }
}
