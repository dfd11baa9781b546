using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>Counts the bytes that the product reads of the OP's connections, below everything that could keep or drop them.</summary>
internal sealed class CountedReads
{
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Watch(IServiceCollection services) => BackChannel.Transport(transport =>
        transport.PlaintextStreamFilter = (connection, _) => ValueTask.FromResult<Stream>(new Counter(connection.PlaintextStream, this)))(services);

    private sealed class Counter(Stream inner, CountedReads reads) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int bytes)
        {
            Interlocked.Add(ref reads._bytes, bytes);
            return bytes;
        }
    }
}
