/* The vector registers of the instruction set that is compiled for. */
#ifndef STS_REGISTERS_H
#define STS_REGISTERS_H

/* Bytes in all vector registers together. */
static inline long vectorRegisterFileBytes(void) {
#if defined(__AVX512F__)
  return 32 * 64;
#elif defined(__AVX__)
  return 16 * 32;
#elif defined(__ARM_NEON)
  return 32 * 16;
#else
  return 16 * 16;
#endif
}

#endif
