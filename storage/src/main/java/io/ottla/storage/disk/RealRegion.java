package io.ottla.storage.disk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * A mapping that is undone when it is closed, not when the garbage collector comes by. Java has no
 * public call for that before 22; {@code Unsafe.invokeCleaner} is there from 9 on.
 */
final class RealRegion implements MappedRegion {
  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private final MappedByteBuffer buffer;

  RealRegion(MappedByteBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int size() {
    return buffer.capacity();
  }

  @Override
  public void put(int at, ByteBuffer source) {
    int count = source.remaining();
    buffer.put(at, source, source.position(), count);
    source.position(source.limit());
  }

  @Override
  public void get(int at, ByteBuffer target) {
    int count = target.remaining();
    target.put(target.position(), buffer, at, count);
    target.position(target.limit());
  }

  @Override
  public void close() {
    try {
      INVOKE_CLEANER.invokeExact((ByteBuffer) buffer);
    } catch (Throwable e) {
      throw new IllegalStateException("unmap failed", e);
    }
  }

  private static MethodHandle invokeCleaner() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot unmap", e);
    }
  }
}
